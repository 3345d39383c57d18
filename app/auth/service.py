"""Login by password, and logout."""

from dataclasses import dataclass

from blinker import Signal
from sqlalchemy.orm import Session

from app.app_tokens.endings import end_app_tokens
from app.audit.events import Event
from app.audit.service import record
from app.auth.credentials import check_password, settle_password
from app.core.act import Act
from app.core.assurance import PASSWORD, TRUSTED_DEVICE
from app.core.errors import (
    AccountDisabled,
    AppError,
    EmailUnverified,
    InvalidCredentials,
    RecoveryProbation,
)
from app.db import write_tx
from app.extensions import settings
from app.factors.owned import factors_of
from app.policy.methods import finishing
from app.policy.standing import find_standing, standing_within
from app.sessions.login import BrowserCookies, LoginResult, complete_login
from app.sessions.login_challenge import HalfAuth, begin_challenge, end_challenge
from app.sessions.principal import Principal
from app.sessions.service import end_challenges, end_session, end_sessions
from app.sessions.trusted_browsers import end_devices, use_device
from app.twofactor.login import seconds_locked
from app.users.models import User
from app.users.recovery_marks import refusal_of_recovered
from app.users.service import lock_user

# Sent with the user, in the transaction `tx`. `accounts`, a higher layer, then mails a link.
unverified_sign_in = Signal("the right password of an account whose address waits for its proof")
# Sent as the first one. `recovery`, a higher layer, then mails a link.
recovered_sign_in = Signal("the right password of an account that was recovered, and not enrolled")


@dataclass(frozen=True)
class SecondFactorAsked:
    """The answer to a right password where the account has two factors.

    The client gets the marker of the half-finished login. `retry_after` is the seconds until codes
    are accepted, 0 where they are.
    """

    marker: str
    methods: list[str]
    retry_after: int


def log_in(
    email: str, password: str, *, presented: BrowserCookies, half: HalfAuth | None = None, act: Act
) -> LoginResult | SecondFactorAsked:
    """Return a session, or `SecondFactorAsked` where a second factor is due.

    `half` is an older half-finished login of the browser, and ends. Raises InvalidCredentials or
    TooManyAttempts, and EmailUnverified, AccountDisabled or RecoveryProbation only after a right
    password (R41).
    """
    checked = check_password(email, password, browser=presented.browser, act=act)
    with write_tx() as tx:
        user = settle_password(tx, checked, refusal=InvalidCredentials)
        refusal = refusal_of(user) or refusal_of_recovered(user)
        outcome = refusal or _open(tx, user, presented, half=half, act=act)
        if refusal is not None:
            record(tx, Event.LOGIN_FAILED, subject_id=user.id, act=act, reason=refusal.code)
        if isinstance(refusal, EmailUnverified):
            unverified_sign_in.send(user, tx=tx, act=act)
        if isinstance(refusal, RecoveryProbation):
            recovered_sign_in.send(user, tx=tx, act=act)
    if isinstance(outcome, AppError):
        raise outcome  # after the commit, so that the history has the refusal
    if isinstance(outcome, LoginResult):
        return outcome
    factors = factors_of(user.id)
    methods = finishing(factors, find_standing(user.id))
    return SecondFactorAsked(outcome, methods, seconds_locked(user.id, factors, act.now))


def log_out(caller: Principal | None, half: HalfAuth | None, *, act: Act) -> None:
    """End the session and the half-finished login of a browser.

    Either may be None.
    """
    with write_tx() as tx:
        if half is not None:
            end_challenge(tx, half)
        if caller is not None:
            end_session(tx, caller.user.id, caller.session.id)
            record(tx, Event.LOGOUT, subject_id=caller.user.id, act=act)


def log_out_everywhere(caller: Principal, *, act: Act) -> None:
    """End everything by which the caller is signed in.

    That is every session, half-finished login, trusted device and app token.
    """
    with write_tx() as tx:
        lock_user(tx, caller.user.id)  # an app token that is being made comes before or never
        end_challenges(tx, caller.user.id)
        end_devices(tx, caller.user.id)
        end_app_tokens(tx, caller.user.id)
        ended = end_sessions(tx, caller.user.id)
        record(tx, Event.LOGOUT_ALL, subject_id=caller.user.id, act=act, ended=ended)


def refusal_of(user: User) -> AppError | None:
    """Return why a proven owner may not sign in, or None (R41)."""
    if user.disabled_at is not None:
        return AccountDisabled()
    if user.email_verified_at is None and settings().email_verification == "required":
        return EmailUnverified()
    return None


def _open(
    tx: Session, user: User, presented: BrowserCookies, *, half: HalfAuth | None, act: Act
) -> LoginResult | str:
    if half is not None:
        end_challenge(tx, half)
    device: str | None = None
    amr: tuple[str, ...] = (PASSWORD,)
    if user.has_two_factor:
        device = _trusted(tx, user, presented, act)
        if device is None:
            record(tx, Event.SECOND_FACTOR_ASKED, subject_id=user.id, act=act)
            return begin_challenge(tx, user, act.now, kind=presented.kind)
        amr = (PASSWORD, TRUSTED_DEVICE)
    return complete_login(tx, user, presented, amr=amr, act=act, device=device)


def _trusted(tx: Session, user: User, presented: BrowserCookies, act: Act) -> str | None:
    """Return the new cookie value of a trusted browser, or None.

    Trust that a code gave replaces no passkey: whoever phished the code may hold the cookie (G07).
    """
    if not presented.device or standing_within(tx, user.id).needs_passkey:
        return None
    return use_device(tx, user, token=presented.device, act=act)
