"""The single-page app's place: every address that is no call and no file of the bundle."""

from flask import Blueprint, Response

from app.core.errors import NotFound

blueprint = Blueprint("spa", __name__)

_PLACEHOLDER = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Second Lock</title></head>
<body><main><h1>Second Lock</h1><p>The API is at /api.</p></main></body></html>
"""


@blueprint.get("/", defaults={"path": ""})
@blueprint.get("/<path:path>")
def page(path: str) -> Response:
    """Serve the page; an unknown call is an error in the one shape, never the page."""
    if path == "api" or path.startswith("api/"):
        raise NotFound
    return Response(_PLACEHOLDER, mimetype="text/html", headers={"Cache-Control": "no-cache"})
