"""Security history: one row per event, in the transaction that causes it."""
