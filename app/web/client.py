"""What the current request tells of its sender, and its request id."""

from flask import g, has_request_context, request

from app.core.client import Client, printable
from app.core.opaque_tokens import new_id

# A proxy that hands on what it was sent must not fill a column (RFC 4291: 45 characters at most).
_LONGEST_ADDRESS = 45


def request_id() -> str:
    """Return the id of the current request: made here, never taken from the client."""
    if not has_request_context():
        return ""
    found: str | None = g.get("request_id")
    if found is None:
        found = g.request_id = new_id()
    return found


def current_client() -> Client:
    """Return the sender of the current request, seen through the trusted proxies alone."""
    found: Client | None = g.get("client")
    if found is None:
        found = g.client = _client()
    return found


def _client() -> Client:
    return Client(
        ip=printable(request.remote_addr or "")[:_LONGEST_ADDRESS],
        user_agent=printable(request.headers.get("User-Agent", "")),
        request_id=request_id(),
    )
