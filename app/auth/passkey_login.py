"""Login by a passkey alone: no name, no password, no code.

The signed data must show that the authenticator verified its user, so that the passkey counts as
both factors (P01).
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.audit.events import Event
from app.audit.service import record
from app.auth.service import refusal_of, unverified_sign_in
from app.core.act import Act
from app.core.assurance import PASSKEY
from app.core.errors import AppError, EmailUnverified, InvalidPasskey
from app.db import write_tx
from app.extensions import settings
from app.lockout.counters import passkey_counter
from app.lockout.service import charge_call, refund
from app.passkeys.assertions import Assertion, check_assertion
from app.passkeys.challenges import LOGIN, new_challenge
from app.passkeys.keys import CounterWentBack
from app.passkeys.options import request_options
from app.passkeys.relying_party import relying_party
from app.sessions.login import BrowserCookies, LoginResult, complete_login
from app.sessions.login_challenge import HalfAuth, end_challenge
from app.twofactor.passkey_proof import note_copied, use
from app.users.service import lock_user
from app.web.monitoring.metrics import count


def options(now: datetime) -> dict[str, Any]:
    """Return the options of a login, the same for everybody.

    Only the challenge differs (P09).
    """
    challenge = new_challenge(LOGIN, "", now)
    return request_options(relying_party(), challenge=challenge, user_verification="required")


def log_in(
    credential: Mapping[str, Any],
    *,
    presented: BrowserCookies,
    half: HalfAuth | None = None,
    act: Act,
) -> LoginResult:
    """Return the session of the account whose passkey signed.

    A wrong signature counts for the client's address alone: ids of passkeys are no secrets, and
    nobody shall lock out an owner by them (P08). `half` is an older half-finished login of the
    browser, and ends. Raises InvalidPasskey or TooManyRequests, and EmailUnverified or
    AccountDisabled only after a right signature.
    """
    charged = charge_call([passkey_counter(act.origin, settings())], act.now)
    try:
        found = check_assertion(credential, purpose=LOGIN, subject="", now=act.now)
        if not found.proof.user_verified or found.user_handle is None:
            raise InvalidPasskey
        with write_tx() as tx:
            refund(tx, charged)
            outcome = _open(tx, found, presented, half, act)
    except InvalidPasskey as refusal:
        count("second_factors", refusal.code)
        if isinstance(refusal, CounterWentBack):
            _note_copied(found, act)
        raise InvalidPasskey(refusal.message) from None
    if isinstance(outcome, AppError):
        raise outcome  # after the commit, so that the history has the refusal
    count("second_factors", "accepted")
    return outcome


def _open(
    tx: Session, found: Assertion, presented: BrowserCookies, half: HalfAuth | None, act: Act
) -> LoginResult | AppError:
    user = lock_user(tx, found.key.user_id)
    if user is None:
        raise InvalidPasskey
    use(tx, user, found, act)
    refusal = refusal_of(user)
    if refusal is not None:
        record(tx, Event.LOGIN_FAILED, subject_id=user.id, act=act, reason=refusal.code)
        if isinstance(refusal, EmailUnverified):
            unverified_sign_in.send(user, tx=tx, act=act)
        return refusal
    if half is not None:
        end_challenge(tx, half)
    return complete_login(tx, user, presented, amr=(PASSKEY,), act=act)


def _note_copied(found: Assertion, act: Act) -> None:
    with write_tx() as tx:
        user = lock_user(tx, found.key.user_id)
        if user is not None:
            note_copied(tx, user, found, act)
