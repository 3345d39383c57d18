"""What the policy asks of a person, and from which moment."""
