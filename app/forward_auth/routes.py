"""Routes for proxies, the way back after a login, and the script."""

from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

from flask import Response, request, session

from app.core.errors import GroupRequired, InvalidBearer, InvalidRequest, NotSignedIn
from app.core.origins import target_of
from app.core.text import _
from app.extensions import now, settings
from app.forward_auth import answers, forwarded, nginx, relogin, schemas
from app.forward_auth.asking import decide_for
from app.forward_auth.decision import (
    LOGIN,
    Allow,
    Open,
    UnlistedApp,
    UnreadableQuestion,
    missing,
)
from app.forward_auth.question import parameters
from app.forward_auth.rules import current_rules
from app.sessions.browser_cookies import give_forward_proof
from app.sessions.guards import optional_principal, public
from app.web.api import Blueprint, refuses
from app.web.exchange import Environ
from app.web.middleware import FastResponse
from app.web.rate_limits.limits import uncounted

# Uncounted: one page of an app makes about fifty checks, all from the proxy's address. The flood
# limit would close the app to everybody. There is nothing to guess: a cookie holds 256 random bits.
blueprint = Blueprint("forward_auth", __name__, url_prefix="/api/authz")
_DIALECTS = {"/api/authz/auth-request": nginx, "/api/authz/forward-auth": forwarded}


def _asked_by_get(view: Callable[[], Response]) -> Callable[[], Response]:
    """Let a view answer no OPTIONS request.

    A proxy that keeps the method would take the answer for a yes.
    """
    view.provide_automatic_options = False  # type: ignore[attr-defined]
    return view


@blueprint.get("/auth-request")
@blueprint.response(200, {"type": "string"}, content_type="text/html")
@blueprint.doc(parameters=parameters())
@refuses(NotSignedIn, InvalidBearer, GroupRequired, UnreadableQuestion, UnlistedApp)
@public
@uncounted
@_asked_by_get
def auth_request() -> Response:
    """Tell nginx `auth_request` whether a request may pass.

    200 carries `Remote-User`, `Remote-Email`, `Remote-Name` and `Remote-Groups`; all four are empty
    on a path that everybody may open. While apps are listed, the origin in `X-Original-URL` has to
    be one of them, in `PROTECTED_ORIGINS`, or `PUBLIC_URL`: else 403. 401 carries the
    login page's address in `Location`; `Second-Lock-Answer` says whether to `redirect` or `refuse`.
    The `session` or `forward_auth` cookie decides, or an app token alone where one is sent:
    `Bearer sl_…`, or Basic with it as password. 200 then has `Second-Lock-Token: 1`, and a refusal
    `Second-Lock-Answer: token`. Any other Authorization belongs to the app.
    """
    return _answer(nginx)


@blueprint.get("/forward-auth")
@blueprint.response(200, {"type": "string"}, content_type="text/html")
@blueprint.alt_response(302, description="A page load: to the login page, which comes back")
@blueprint.doc(parameters=parameters())
@refuses(NotSignedIn, InvalidBearer, GroupRequired, UnreadableQuestion, UnlistedApp)
@public
@uncounted
@_asked_by_get
def forward_auth() -> Response:
    """Tell Caddy `forward_auth` or Traefik ForwardAuth whether a request may pass.

    200 is as for nginx. The origin comes from `X-Forwarded-Proto` and `-Host`. A page load gets 302
    to the login page, or 403 as a page. Any other request gets 401 with the address in `location`
    and `Location`, and `need` says what is missing.
    """
    return _answer(forwarded)


@blueprint.get("/return")
@blueprint.response(200, schemas.ReturnAnswer)
@refuses(InvalidRequest)
@public
@blueprint.arguments(schemas.ReturnQuery, location="query")
def show_return(query: dict[str, Any]) -> dict[str, Any]:
    """Return where the login page leads, and what to do first.

    Send the whole query of the login page's address. A signed-in browser gets a new `forward_auth`
    cookie.
    """
    url = answers.place(query["rd"])
    if url is None:
        raise InvalidRequest(fields={"rd": [_("This is no address of an app that is known here.")]})
    caller = optional_principal()
    if caller is None or not caller.has_cookie:
        return {"url": url, "need": [LOGIN]}
    give_forward_proof(caller)
    rule = current_rules().get(target_of(url).origin or "")
    asked = schemas.asked_by(query)
    if rule is not None:
        asked = asked.and_also(rule.asked)
    need = missing(caller, asked, fresh_seconds=settings().fresh_seconds, now=now())
    return {"url": url, "need": list(need)}


@blueprint.get("/relogin.js")
@blueprint.response(200, {"type": "string"}, content_type="text/javascript")
@public
@uncounted
def show_script() -> Response:
    """Serve the script that signs in by a popup.

    It repeats the app's refused call after the login.
    """
    return relogin.script()


def check(environ: Environ, held: Mapping[str, Any]) -> FastResponse | None:
    """Answer a request that may pass, on the fast path.

    Returns None for any other request. This answer is the same in every dialect.
    """
    decision = decide_for(environ, held, _DIALECTS[environ["PATH_INFO"]])
    return answers.allowed(decision) if isinstance(decision, Allow | Open) else None


def _answer(dialect: ModuleType) -> Response:
    """Return the answer in a proxy's dialect."""
    decision = decide_for(request.environ, session, dialect)
    if isinstance(decision, Allow | Open):
        return answers.allowed(decision).response()
    refusal: Response = dialect.write(decision, dialect.read(request))
    return refusal
