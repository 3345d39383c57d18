"""Counting failures per account in SQL, charged before the check (R47, R48)."""
