"""Imports accounts and second factors from other software. Exports them to another Second Lock."""
