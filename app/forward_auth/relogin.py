"""The script that apps include to sign in by a popup.

It repeats the refused call after the login.
"""

from pathlib import Path

from flask import Response

_SCRIPT = Path(__file__).with_name("relogin.js").read_text("utf-8")


def script() -> Response:
    """Return the one file that pages of other origins may include."""
    headers = {"Cross-Origin-Resource-Policy": "cross-origin"}
    return Response(_SCRIPT, mimetype="text/javascript", headers=headers)
