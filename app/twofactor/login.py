"""The second step of a login: a half-authenticated caller and a code become a session."""

from datetime import datetime

from app.audit.events import Event
from app.audit.service import record
from app.core.assurance import BACKUP_CODE, PASSWORD, TOTP
from app.core.client import Client
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
    half: HalfAuth,
    code: str,
    *,
    presented: BrowserCookies,
    client: Client,
    now: datetime,
    remember: bool = False,
) -> LoginResult:
    """Exchange a marker and a code for a session under an id of its own (R33).

    `remember` asks that the browser is not asked for a code again for a while.
    Raises InvalidRequest for what is no code (it costs nothing), InvalidCode, CodeAlreadyUsed,
    TooManyAttempts, or TwoFactorSessionExpired where the marker was spent meanwhile.
    """
    parsed = read_code(half.user, code, now)
    attempt = charge_attempt(
        half.user,
        surface="verify-login",
        client=client,
        now=now,
        also=lambda tx: charge_challenge(tx, half, now),
        gone=TwoFactorSessionExpired,
    )
    with verified_transaction(attempt) as (tx, user):
        method = spend_code(tx, attempt, user, parsed)
        spend_challenge(tx, half, user)
        device: str | None = None
        if remember:
            device = trust_device(tx, user, token=presented.device, client=client, now=now)
        signed_in = complete_login(
            tx, user, presented, amr=(PASSWORD, method), client=client, now=now, device=device
        )
        if remember:
            record(tx, Event.DEVICE_TRUSTED, subject_id=user.id, client=client, now=now)
    return signed_in


def attempts_left(half: HalfAuth, now: datetime) -> int:
    """Return the wrong codes left: the least over the account's counts and the marker's."""
    return min(peek_limit(code_counter(half.user.id, settings()), now).left, half.attempts_left())


def seconds_locked(user_id: str, now: datetime) -> int:
    """Return the seconds until the account's second factor is unlocked; 0 when it is."""
    return peek_limit(code_counter(user_id, settings()), now).retry_after


def methods(user: Account | User) -> list[str]:
    """Return the second factors that a user can present."""
    return [TOTP, BACKUP_CODE] if user.has_two_factor else []
