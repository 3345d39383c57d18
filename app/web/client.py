"""What the current request tells of its sender, and its request id."""

from flask import has_request_context, request

from app.core.client import Client
from app.web.exchange import exchange_of


def request_id() -> str:
    """Return the id of the current request, or nothing outside of one."""
    return exchange_of(request.environ).request_id if has_request_context() else ""


def current_client() -> Client:
    """Return the sender of the current request, seen through the trusted proxies alone."""
    return exchange_of(request.environ).client


def note_user(user_id: str) -> None:
    """Remember who the current request belongs to, for its line in the log."""
    exchange_of(request.environ).user_id = user_id
