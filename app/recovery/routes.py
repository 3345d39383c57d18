"""The routes of a recovery: begin, stop, finish."""

from typing import Any

from app.core import errors
from app.core.text import _
from app.recovery import finishing, schemas, starting, stopping
from app.sessions.browser_cookies import finish_login, read_browser_cookies
from app.sessions.guards import (
    authenticated,
    half_auth,
    half_authenticated,
    optional_principal,
    principal,
    public,
)
from app.sessions.request_identity import half_authenticated_caller
from app.sessions.signed_in import signed_in_json
from app.web.api import Blueprint, refuses
from app.web.exchange import current_act
from app.web.rate_limits.limits import for_strangers
from app.web.schemas import Answer, Empty

blueprint = Blueprint("recovery", __name__, url_prefix="/api/auth/recovery")
_STOPPED = _("Stopped. Whoever began it knows your password: set a new one now.")
_NONE_OPEN = _("No recovery waits any more.")


@blueprint.post("")
@for_strangers
@blueprint.response(202, schemas.Begun)
@refuses(errors.RecoveryUnavailable, errors.TooManyAttempts)
@half_authenticated
@blueprint.arguments(Empty)
def begin(_body: dict[str, Any]) -> dict[str, Any]:
    """Begin a recovery without the second factor.

    A link that finishes it is mailed at `readyAt`. Until then every mail about it, and every
    session of the account, can stop it. A second call answers the same date and mails nothing. The
    half-finished login goes on.
    """
    ready_at = starting.start(half_auth(), act=current_act())
    message = _("We mail you when it can be finished, and a link that stops it now.")
    return {"message": message, "readyAt": ready_at}


@blueprint.post("/stop")
@for_strangers
@blueprint.response(200, Answer)
@refuses(errors.InvalidToken, errors.Conflict)
@public
@blueprint.arguments(schemas.RecoveryTokenBody)
def stop_by_mail(body: dict[str, str]) -> dict[str, str]:
    """Stop a recovery by the token of a mailed link.

    No other begins for seven days. 200 also where it was not open any more; 409 where it was
    finished already.
    """
    stopped = stopping.stop_by_mail(body["token"], act=current_act())
    return {"message": _STOPPED if stopped else _NONE_OPEN}


@blueprint.delete("")
@blueprint.response(200, Answer)
@authenticated(enrolling=True)
def stop() -> dict[str, str]:
    """Stop the recovery of one's own account, from any of its sessions.

    No other begins for seven days. 200 also where none is open.
    """
    stopped = stopping.stop_own(principal(), act=current_act())
    return {"message": _STOPPED if stopped else _NONE_OPEN}


@blueprint.post("/finish")
@for_strangers
@blueprint.response(200, schemas.FinishedAnswer)
@refuses(errors.InvalidToken, errors.InvalidPassword, errors.TooManyAttempts)
@public
@blueprint.arguments(schemas.FinishBody)
def finish(body: dict[str, str]) -> dict[str, Any]:
    """Finish a recovery by the mailed link and the password.

    Every factor, session, trusted browser and code of the account ends. The new session may only
    set up a second factor, and some calls answer 403 `recovery_probation` for 24 hours. A wrong
    password tells `attemptsLeft`; the fifth voids the link.
    """
    outcome = finishing.finish(
        body["token"],
        body["password"],
        presented=read_browser_cookies(optional_principal()),
        half=half_authenticated_caller(),
        act=current_act(),
    )
    finish_login(outcome)
    message = _("Your account is recovered. Set up a second factor now.")
    return {"message": message, **signed_in_json(outcome.caller)}
