"""The operator's picture at `/logo`."""

from flask import Blueprint, Response, request

from app.core.errors import NotFound
from app.extensions import settings

blueprint = Blueprint("logo", __name__)

LOGO = "/logo"
# An SVG that somebody opens by itself is a document: it runs nothing and loads nothing.
_CSP = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


@blueprint.get(LOGO)
def show() -> Response:
    """Serve the picture; answer 304 where the browser has it."""
    logo = settings().logo
    if logo is None:
        raise NotFound
    headers = {"Content-Security-Policy": _CSP, "Cache-Control": "no-cache"}
    response = Response(logo.content, mimetype=logo.mimetype, headers=headers)
    response.add_etag()
    response.make_conditional(request)
    return response
