"""Keeps an instance in order: removes expired rows, and looks for faults."""
