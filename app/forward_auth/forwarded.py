"""The dialect of Caddy `forward_auth` and Traefik ForwardAuth: what is not 2xx goes to the client
as it is."""

from flask import Request, Response

from app.extensions import settings
from app.forward_auth import answers
from app.forward_auth.decision import Asked, Deny, GroupRequired, Refused
from app.forward_auth.original import Original, original

_DENIED = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Not for your account</title>
<h1>Not for your account</h1>
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


def write(decision: Refused, asked: Asked, about: Original) -> Response:
    """Return the answer that the client gets where it may not pass: a page for a person, a status
    and JSON for a program."""
    if isinstance(decision, Deny):
        return _denied_page() if about.is_page else answers.denied()
    where = answers.login_address(decision, asked, about.url)
    if about.is_page:
        return Response(status=302, headers={"Location": where})
    return answers.refused(decision, where)


def _denied_page() -> Response:
    # Nothing in it comes from the request or from an account.
    page = _DENIED.format(message=GroupRequired.message, home=settings().public_url)
    return Response(page, status=GroupRequired.status, mimetype="text/html")
