"""Invitations: mailed to one address, or shown for several people."""
