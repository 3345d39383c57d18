"""The second step of a login: exchange a code for a session."""

from datetime import datetime

from app.audit.events import Event
from app.audit.service import record
from app.core.act import Act
from app.core.assurance import BACKUP_CODE, PASSWORD, TOTP
from app.core.errors import TwoFactorSessionExpired
from app.extensions import settings
from app.lockout.counters import code_counter
from app.lockout.service import peek_limit
from app.sessions.login import BrowserCookies, LoginResult, complete_login
from app.sessions.login_challenge import HalfAuth, charge_challenge, spend_challenge
from app.sessions.trusted_browsers import trust_device
from app.twofactor.verification import charge_attempt, read_code, spend_code, verified_transaction
from app.users.account import Account
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
    )
    with verified_transaction(attempt) as (tx, user):
        method = spend_code(tx, attempt, user, parsed)
        spend_challenge(tx, half, user)
        device: str | None = None
        if remember:
            device = trust_device(tx, user, token=presented.device, act=act)
        signed_in = complete_login(
            tx, user, presented, amr=(PASSWORD, method), act=act, device=device
        )
        if remember:
            record(tx, Event.DEVICE_TRUSTED, subject_id=user.id, act=act)
    return signed_in


def attempts_left(half: HalfAuth, now: datetime) -> int:
    """Return how many wrong codes are left.

    The result is the lower of the account's and the half-finished login's remaining tries.
    """
    return min(peek_limit(code_counter(half.user.id, settings()), now).left, half.attempts_left())


def seconds_locked(user_id: str, now: datetime) -> int:
    """Return the seconds until the account's second factor is unlocked.

    The result is 0 where it is not locked.
    """
    return peek_limit(code_counter(user_id, settings()), now).retry_after


def methods(user: Account | User) -> list[str]:
    """Return the second factors that a user can present."""
    return [TOTP, BACKUP_CODE] if user.has_two_factor else []
