"""What makes a release: the wheel's command and build hook, its papers, and their sums."""
