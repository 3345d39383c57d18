"""The dialect of Caddy `forward_auth` and Traefik ForwardAuth.

Both pass an answer that is not 2xx to the client as it is.
"""

from flask import Request, Response

from app.extensions import settings
from app.forward_auth import answers
from app.forward_auth.decision import Deny, Refused
from app.forward_auth.original import Original, original

TOLD = ("X-Forwarded-Method", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Forwarded-Uri")
_DENIED = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Closed</title>
<h1>This app is closed to you</h1>
<p>{message}</p>
<p><a href="{home}/">Your account at {home}</a></p>
</html>
"""


def read(request: Request) -> Original:
    """Return the request that Caddy or Traefik asks about."""
    proto, host, uri = (
        request.headers.get(f"X-Forwarded-{part}", "") for part in ("Proto", "Host", "Uri")
    )
    return original(f"{proto}://{host}{uri}", request.headers, request.accept_mimetypes)


def write(decision: Refused, about: Original) -> Response:
    """Return the answer that the client gets where it may not pass.

    A person gets a page or a redirect, a program a status and JSON.
    """
    if isinstance(decision, Deny):
        return _denied_page(decision) if about.is_page else answers.denied(decision)
    where = answers.login_address(decision, about.url)
    if about.is_page:
        return Response(status=302, headers={"Location": where})
    return answers.refused(decision, where)


def _denied_page(decision: Deny) -> Response:
    # Nothing in the page comes from the request or from an account.
    page = _DENIED.format(message=decision.why.message, home=settings().public_url)
    return Response(page, status=decision.why.status, mimetype="text/html")
