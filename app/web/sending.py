"""Hands answers to the server (ASGI), whole or part by part."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Start = tuple[int, list[Any]]


async def send_whole(send: Send, start: Start, body: bytes) -> None:
    """Send status, headers and body."""
    status, headers = start
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def send_parts(
    send: Send, receive: Receive, start: Start, make: Callable[[], Awaitable[bytes | None]]
) -> None:
    """Send status and headers, and each part that `make` makes until None.

    The server takes four parts. Then `send` waits until the client has read one of them. `send`
    does not tell that the client went away, but `receive` does: then no more parts are made.
    """
    status, headers = start
    gone = asyncio.ensure_future(_left(receive))
    try:
        await send({"type": "http.response.start", "status": status, "headers": headers})
        while not gone.done() and (part := await make()) is not None:
            await send({"type": "http.response.body", "body": part, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
    finally:
        gone.cancel()


async def _left(receive: Receive) -> None:
    """Return when the client has gone away."""
    while (await receive())["type"] != "http.disconnect":
        pass
