"""Tokens for programs: their rows, and what ends them."""
