"""The dialect of Caddy `forward_auth` and Traefik ForwardAuth.

Both pass an answer that is not 2xx to the client as it is.
"""

from flask import Request, Response

from app.core.origins import Target, origin_in
from app.forward_auth import answers
from app.forward_auth.decision import Deny, Refused
from app.forward_auth.denied_page import denied_page
from app.forward_auth.original import Original, original
from app.web.exchange import Environ

TOLD = ("X-Forwarded-Method", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Forwarded-Uri")


def target(environ: Environ) -> Target:
    """Return the origin and path that Caddy or Traefik asks about."""
    proto, host, uri = (
        environ.get(f"HTTP_X_FORWARDED_{part}", "") for part in ("PROTO", "HOST", "URI")
    )
    # A host with a slash in it is no host.
    return Target(None if "/" in host else origin_in(f"{proto}://{host}"), uri)


def read(request: Request) -> Original:
    """Return the request that Caddy or Traefik asks about."""
    proto, host, uri = (
        request.headers.get(f"X-Forwarded-{part}", "") for part in ("Proto", "Host", "Uri")
    )
    return original(f"{proto}://{host}{uri}", request)


def write(decision: Refused, about: Original) -> Response:
    """Return the answer that the client gets where it may not pass.

    A person gets a page or a redirect, a program a status and JSON.
    """
    if isinstance(decision, Deny):
        return denied_page(decision, about) if about.is_page else answers.denied(decision)
    if about.is_page:
        where = answers.login_address(decision, about.url)
        return Response(status=302, headers={"Location": where})
    return answers.refused(decision, about)
