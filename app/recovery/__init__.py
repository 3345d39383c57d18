"""Recovery with a delay and a veto, without phone and codes."""

# Their receivers hear what happens in the rooms below.
from app.recovery import endings, moves, own_data, reopening

__all__ = ["endings", "moves", "own_data", "reopening"]
