"""What administrators do over HTTP, below `/api/admin`."""
