"""Mail, queued in the transaction that causes it. It is sealed until the server sends it."""
