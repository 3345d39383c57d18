"""Step-up: proving the caller's identity again by password, code or passkey."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.audit.events import Event
from app.audit.service import record
from app.auth.credentials import check_password, settle_password
from app.core.act import Act
from app.core.assurance import PASSKEY, PASSWORD
from app.core.errors import InvalidPassword, NotSignedIn, ReauthRequired
from app.db import write_tx
from app.passkeys.challenges import STEP_UP
from app.policy.methods import step_up_methods
from app.sessions.principal import Principal
from app.sessions.service import renew_session
from app.twofactor.attempts import charge_attempt, compared_with
from app.twofactor.passkey_proof import options_for, proven_by_passkey
from app.twofactor.verification import read_code, spend_code, verified_transaction
from app.users.models import User


def reauthenticate(
    caller: Principal,
    *,
    password: str | None = None,
    code: str | None = None,
    passkey: Mapping[str, Any] | None = None,
    browser: str | None,
    act: Act,
) -> Principal:
    """Check the caller's identity again and make the session fresh.

    A browser's session continues under a new id. An account with two factors needs a code or a
    passkey: a password alone raises ReauthRequired with the methods. Also raises InvalidPassword,
    InvalidCode, CodeAlreadyUsed, InvalidPasskey and TooManyAttempts.
    """
    if caller.user.has_two_factor:
        if passkey is not None:
            return _by_passkey(caller, passkey, act)
        if code is not None:
            return _by_code(caller, code, act)
    elif password is not None:
        return _by_password(caller, password, browser, act)
    raise ReauthRequired(methods=step_up_methods(caller.user))


def passkey_options(caller: Principal, now: datetime) -> dict[str, Any]:
    """Return the request options of a step-up; raises Conflict without a passkey."""
    return options_for(caller.user.id, STEP_UP, caller.session.id, now)


def _by_password(caller: Principal, password: str, browser: str | None, act: Act) -> Principal:
    checked = check_password(
        caller.user.email,
        password,
        browser=browser,
        act=act,
        event=Event.REAUTH_FAILED,
        refusal=InvalidPassword,
        signed_in=True,
    )
    with write_tx() as tx:
        user = settle_password(tx, checked, refusal=NotSignedIn)
        return _renew(tx, user, caller, PASSWORD, act=act)


def _by_code(caller: Principal, code: str, act: Act) -> Principal:
    parsed = read_code(caller.user, code, act.now)
    attempt = charge_attempt(caller.user, surface="reauth", act=act, compared=compared_with(parsed))
    with verified_transaction(attempt) as (tx, user):
        method = spend_code(tx, attempt, user, parsed)
        return _renew(tx, user, caller, method, act=act)


def _by_passkey(caller: Principal, credential: Mapping[str, Any], act: Act) -> Principal:
    with proven_by_passkey(
        caller.user,
        credential,
        purpose=STEP_UP,
        subject=caller.session.id,
        surface="reauth",
        act=act,
    ) as (tx, user):
        return _renew(tx, user, caller, PASSKEY, act=act)


def _renew(tx: Session, user: User, caller: Principal, method: str, *, act: Act) -> Principal:
    renewed = renew_session(tx, user, caller.session.id, amr=(method,), now=act.now)
    record(tx, Event.REAUTHENTICATED, subject_id=user.id, act=act, method=method)
    return renewed
