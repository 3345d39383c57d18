"""Passkeys: their challenges, their ceremonies, and the keys of a user."""
