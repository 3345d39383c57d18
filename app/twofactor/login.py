"""The second step of a login, by code or passkey."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.audit.events import Event
from app.audit.service import record
from app.core.act import Act
from app.core.assurance import PASSKEY, PASSWORD
from app.core.errors import TwoFactorSessionExpired
from app.factors.owned import Factors
from app.lockout.service import peek_limit
from app.passkeys.challenges import SECOND_STEP
from app.sessions.login import BrowserCookies, LoginResult, complete_login
from app.sessions.login_challenge import HalfAuth, charge_challenge, spend_challenge
from app.sessions.trusted_browsers import trust_device
from app.twofactor.attempts import charge_attempt, codes_of, compared_with
from app.twofactor.passkey_proof import options_for, proven_by_passkey
from app.twofactor.verification import read_code, spend_code, verified_transaction
from app.users.models import User


def verify_login(
    half: HalfAuth, code: str, *, presented: BrowserCookies, act: Act, remember: bool = False
) -> LoginResult:
    """Exchange a half-finished login and a code for a session (R33).

    The session gets a new id. With `remember` the browser becomes a trusted device. Text that is no
    code raises InvalidRequest and costs no try. Raises InvalidCode, CodeAlreadyUsed,
    TooManyAttempts, or TwoFactorSessionExpired where another request spent the marker.
    """
    parsed = read_code(half.user, code, act.now)
    attempt = charge_attempt(
        half.user,
        surface="verify-login",
        act=act,
        also=lambda tx: charge_challenge(tx, half, act.now),
        gone=TwoFactorSessionExpired,
        compared=compared_with(parsed),
    )
    with verified_transaction(attempt) as (tx, user):
        method = spend_code(tx, attempt, user, parsed)
        return _finish(tx, user, half, method, presented=presented, act=act, remember=remember)


def verify_login_by_passkey(
    half: HalfAuth,
    credential: Mapping[str, Any],
    *,
    presented: BrowserCookies,
    act: Act,
    remember: bool = False,
) -> LoginResult:
    """Exchange a half-finished login and a signature for a session (P01, P03).

    The password was right before, so user presence is enough. Raises InvalidPasskey with the tries
    left, or TwoFactorSessionExpired.
    """
    with proven_by_passkey(
        half.user,
        credential,
        purpose=SECOND_STEP,
        subject=half.id,
        surface="verify-login",
        act=act,
        also=lambda tx: charge_challenge(tx, half, act.now),
        gone=TwoFactorSessionExpired,
    ) as (tx, user):
        return _finish(tx, user, half, PASSKEY, presented=presented, act=act, remember=remember)


def passkey_options(half: HalfAuth, now: datetime) -> dict[str, Any]:
    """Return the request options of a half-finished login's second step."""
    return options_for(half.user.id, SECOND_STEP, half.id, now)


def attempts_left(half: HalfAuth, factors: Factors, now: datetime) -> int:
    """Return how many wrong codes are left.

    The result is the lower of the account's and the half-finished login's remaining tries.
    """
    return min(peek_limit(codes_of(half.user.id, factors), now).left, half.attempts_left())


def seconds_locked(user_id: str, factors: Factors, now: datetime) -> int:
    """Return the seconds until the account's second factor is unlocked.

    The result is 0 where it is not locked.
    """
    return peek_limit(codes_of(user_id, factors), now).retry_after


def _finish(
    tx: Session,
    user: User,
    half: HalfAuth,
    method: str,
    *,
    presented: BrowserCookies,
    act: Act,
    remember: bool,
) -> LoginResult:
    spend_challenge(tx, half, user)
    user.vouch_for_password(act.now)
    device = trust_device(tx, user, token=presented.device, act=act) if remember else None
    signed_in = complete_login(tx, user, presented, amr=(PASSWORD, method), act=act, device=device)
    if remember:
        record(tx, Event.DEVICE_TRUSTED, subject_id=user.id, act=act)
    return signed_in
