"""Mail: queued in the transaction that causes it, sealed until it is sent, delivered by itself."""
