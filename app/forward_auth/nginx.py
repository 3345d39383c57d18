"""The dialect of nginx `auth_request`.

nginx takes 200, 401 and 403, and drops every body. For a person whom it refuses by 403, its sample
asks again in the other dialect and shows what that answers.
"""

from flask import Request, Response

from app.core.origins import Target, target_of
from app.forward_auth import answers
from app.forward_auth.decision import Challenge, Deny, Refused
from app.forward_auth.original import Original, original
from app.web.exchange import Environ

TOLD = ("X-Original-URL", "X-Original-Method")


def target(environ: Environ) -> Target:
    """Return the origin and path that nginx asks about."""
    return target_of(environ.get("HTTP_X_ORIGINAL_URL", ""))


def read(request: Request) -> Original:
    """Return the request that nginx asks about."""
    url = request.headers.get("X-Original-URL", "")
    return original(url, request)


def write(decision: Refused, about: Original) -> Response:
    """Return a refusal; what a challenge says is in headers too.

    nginx drops the body, and can read headers.
    """
    if isinstance(decision, Deny):
        return answers.denied(decision)
    response = answers.refused(decision, about)
    response.headers["Second-Lock-Need"] = ",".join(decision.need)
    response.headers["Second-Lock-Answer"] = _kind_of(decision, about)
    return response


def _kind_of(challenge: Challenge, about: Original) -> str:
    if challenge.by_token:
        return "token"
    return "redirect" if about.is_page else "refuse"
