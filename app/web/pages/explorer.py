"""The API's explorer at `/api/docs`: Swagger UI from our own bundle."""

from flask import Blueprint, Response

blueprint = Blueprint("explorer", __name__)

# Swagger UI writes inline styles. Scripts come from this origin alone, as on every page.
_CSP = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "font-src 'self' data:",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>API explorer</title>
<link rel="icon" href="/icon.svg">
<link rel="stylesheet" href="/explorer/swagger-ui.css">
<script src="/explorer/swagger-ui-bundle.js" defer></script>
<script src="/explorer/start.js" defer></script>
</head>
<body>
<div id="explorer"></div>
<noscript>The explorer needs JavaScript. The document itself: <a href="/api/openapi.json">OpenAPI
3.1</a>.</noscript>
</body>
</html>
"""


@blueprint.get("/api/docs")
def show() -> Response:
    """Serve the explorer's page under its own Content-Security-Policy."""
    return Response(_PAGE, mimetype="text/html", headers={"Content-Security-Policy": _CSP})
