"""Data keys: keys of hashes that cannot be made anew, kept sealed in the database."""
