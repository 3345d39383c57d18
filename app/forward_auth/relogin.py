"""The script that apps may include: a login in a popup, then the refused call again."""

from pathlib import Path

from flask import Flask, Response, request

_PATH = "/api/authz/relogin.js"
SCRIPT = Path(__file__).with_name("relogin.js").read_text("utf-8")


def init_relogin(app: Flask) -> None:
    """Let pages of other origins include this one file; call it before `init_headers`, as Flask
    runs what was registered last first."""
    app.after_request(_open_to_other_origins)


def _open_to_other_origins(response: Response) -> Response:
    if request.path == _PATH and response.status_code == 200:
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
