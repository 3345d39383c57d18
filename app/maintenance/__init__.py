"""Keeping an instance in order: removing what has expired, and looking for what is wrong."""
