"""An application that answers with what it was handed, on the server that we ship."""

import json
import sys
from collections.abc import Iterable
from typing import Any

from app.cli.serve import server_of
from app.web.gateway import Gateway
from tests.conftest import make_settings


def echo(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
    start("200 OK", [("Content-Type", "application/json")])
    told = {name: each for name, each in environ.items() if isinstance(each, str)}
    return [json.dumps(told).encode()]


served = Gateway(echo, threads=2)

if __name__ == "__main__":
    server_of(
        "tests.web.echo:served", make_settings(port=int(sys.argv[1])), address="127.0.0.1"
    ).serve()
