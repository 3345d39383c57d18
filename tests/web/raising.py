"""Applications that fail outside of the product, on the server that we ship."""

import asyncio
import sys
import threading
from typing import Any

from app.cli.serve import server_of
from app.web.monitoring.log import log_in_json
from tests.conftest import make_settings


async def served(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Fail in the way that the path names; answer 200 to any other."""
    if scope["path"] == "/call":
        raise RuntimeError("first\nsecond")
    if scope["path"] == "/thread":
        threading.Thread(target=_fail, name="worker").start()
    if scope["path"] == "/callback":
        asyncio.get_running_loop().call_soon(_fail)
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b""})


def _fail() -> None:
    raise RuntimeError("first\nsecond")


if __name__ == "__main__":
    log_in_json()
    server_of(
        "tests.web.raising:served", make_settings(port=int(sys.argv[1])), address="127.0.0.1"
    ).serve()
