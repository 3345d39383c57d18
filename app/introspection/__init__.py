"""Introspection: tells a backend whose token it got (RFC 7662)."""
