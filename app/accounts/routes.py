"""The routes of registration and one's own account."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from app.accounts import email_pending, export, joining, own_account, registration, schemas
from app.core import errors
from app.core.text import _
from app.extensions import now, settings
from app.sessions.browser_cookies import finish_login, known_browser, read_browser_cookies, sign_out
from app.sessions.guards import authenticated, fresh, optional_principal, principal, public
from app.sessions.login import LoginResult
from app.sessions.lookup import by_token
from app.sessions.principal import Principal
from app.sessions.request_identity import browser_caller
from app.sessions.signed_in import signed_in_json
from app.web.api import Blueprint, refuses
from app.web.cookies import write_cookie
from app.web.exchange import Environ, current_act, exchange_of
from app.web.json import compact
from app.web.middleware import FastResponse
from app.web.rate_limits.limits import charge, for_strangers
from app.web.schemas import Answer
from app.web.sent_cookies import REGISTRATION

blueprint = Blueprint("accounts", __name__, url_prefix="/api/auth")


@blueprint.post("/register")
@for_strangers
@blueprint.response(201, schemas.RegisterAnswer)
@refuses(errors.InvalidToken)
@public
@blueprint.arguments(schemas.RegisterBody)
def register(body: dict[str, str]) -> dict[str, Any]:
    """Register an account.

    The answer does not tell whether the address has an account already, nor whether registration is
    open to it. The `registration` cookie shows later that this browser registered the account. With
    an `invitation` that was mailed to the address, the account is verified and signed in.
    """
    account = registration.check_new_account(
        body["email"], body["name"], body["password"], body.get("locale", "")
    )
    outcome = _register(account, body.get("invitation"))
    if isinstance(outcome, LoginResult):
        finish_login(outcome)
        return {"message": _("Welcome. You are signed in."), **signed_in_json(outcome.caller)}
    write_cookie(REGISTRATION, outcome, seconds=settings().verify_email_seconds)
    return {"message": _("We sent a mail to that address. Open the link in it to go on.")}


def _register(account: registration.NewAccount, invitation: str | None) -> LoginResult | str:
    if invitation is None:
        return registration.register(account, act=current_act())
    presented = read_browser_cookies(optional_principal())
    return joining.join(account, invitation, presented=presented, act=current_act())


@blueprint.get("/me")
@blueprint.response(200, schemas.UserAnswer)
@authenticated(enrolling=True)
def me() -> dict[str, Any]:
    """Return the signed-in user."""
    return _own(principal())


_WITH_PENDING_EMAIL = by_token(email_pending.PENDING_EMAIL)


def check_me(environ: Environ, held: Mapping[str, Any]) -> FastResponse | None:
    """Answer `me` on the fast path for a signed-in browser."""
    if not held or charge(exchange_of(environ)):
        return None
    caller = browser_caller(environ, held, statement=_WITH_PENDING_EMAIL)
    if caller is None or caller.standing.has_time:
        return None  # a first answer writes the date that it tells
    [pending] = caller.more
    body = compact(_with_pending(caller, pending))
    return FastResponse({"Content-Type": "application/json"}, body)


@blueprint.patch("/me")
@blueprint.response(200, schemas.UserAnswer)
@authenticated()
@blueprint.arguments(schemas.ProfileBody)
def change_me(body: dict[str, str]) -> dict[str, Any]:
    """Change the caller's name, their language, or both."""
    caller = principal()
    return _own(replace(caller, user=own_account.change(caller.user.id, **body)))


@blueprint.delete("/me")
@blueprint.response(200, Answer)
@refuses(errors.InvalidPassword, errors.Conflict, errors.TooManyAttempts)
@fresh(settled=True)
@blueprint.arguments(schemas.OwnPasswordBody)
def close_me(body: dict[str, str]) -> dict[str, str]:
    """Delete the caller's account.

    Everything that belongs to the account is deleted, and it cannot be restored.
    """
    own_account.close_account(
        principal(), body["password"], browser=known_browser(), act=current_act()
    )
    sign_out()
    return {"message": _("Your account is closed.")}


@blueprint.get("/me/export")
@blueprint.response(200, schemas.Export)
@fresh(settled=True)
def export_me() -> tuple[dict[str, Any], int, dict[str, str]]:
    """Export everything that is stored about the caller.

    The export holds no secret.
    """
    everything = export.export_account(principal(), act=current_act())
    return everything, 200, {"Content-Disposition": 'attachment; filename="second-lock.json"'}


def _own(caller: Principal) -> dict[str, Any]:
    return _with_pending(caller, email_pending.pending_email(caller.user.id, now()))


def _with_pending(caller: Principal, pending: str | None) -> dict[str, Any]:
    ready = caller.user.recovery_ready_at
    return {
        **signed_in_json(caller),
        **({"pendingEmail": pending} if pending else {}),
        **({"recovery": {"readyAt": ready.isoformat()}} if ready else {}),
    }
