"""Programs that measure and attack; none of them is part of the tests."""
