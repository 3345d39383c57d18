"""Data keys, kept sealed in the database.

They key hashes that cannot be computed again.
"""
