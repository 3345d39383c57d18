"""Login, step-up and logout: they combine password and second factor."""

from dataclasses import dataclass

from blinker import Signal
from sqlalchemy.orm import Session

from app.audit.events import Event
from app.audit.service import record
from app.auth.credentials import check_password, settle_password
from app.core.act import Act
from app.core.assurance import PASSWORD, TRUSTED_DEVICE, step_up_methods
from app.core.errors import (
    AccountDisabled,
    AppError,
    EmailUnverified,
    InvalidCredentials,
    InvalidPassword,
    NotSignedIn,
    ReauthRequired,
)
from app.db import write_tx
from app.extensions import settings
from app.sessions.login import BrowserCookies, LoginResult, complete_login
from app.sessions.login_challenge import HalfAuth, begin_challenge, end_challenge
from app.sessions.principal import Principal
from app.sessions.service import end_challenges, end_session, end_sessions, renew_session
from app.sessions.trusted_browsers import end_devices, use_device
from app.twofactor.login import methods, seconds_locked
from app.twofactor.verification import charge_attempt, read_code, spend_code, verified_transaction
from app.users.models import User

# Sent with the user, in the transaction `tx`. `accounts`, a higher layer, then mails a link.
unverified_sign_in = Signal("the right password of an account whose address waits for its proof")


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
    TooManyAttempts, and EmailUnverified or AccountDisabled only after a right password (R41).
    """
    checked = check_password(email, password, browser=presented.browser, act=act)
    with write_tx() as tx:
        user = settle_password(tx, checked, refusal=InvalidCredentials)
        refusal = _refusal_after_password(user)
        outcome = refusal or _open(tx, user, presented, half=half, act=act)
        if refusal is not None:
            record(tx, Event.LOGIN_FAILED, subject_id=user.id, act=act, reason=refusal.code)
        if isinstance(refusal, EmailUnverified):
            unverified_sign_in.send(user, tx=tx, act=act)
    if isinstance(outcome, AppError):
        raise outcome  # after the commit, so that the history has the refusal
    if isinstance(outcome, LoginResult):
        return outcome
    return SecondFactorAsked(outcome, methods(user), seconds_locked(user.id, act.now))


def reauthenticate(
    caller: Principal, *, password: str | None, code: str | None, browser: str | None, act: Act
) -> Principal:
    """Check the caller's identity again and make the session fresh.

    A browser's session continues under a new id. An account with two factors needs a code: a
    password alone raises ReauthRequired with the methods. Also raises InvalidPassword, InvalidCode,
    CodeAlreadyUsed and TooManyAttempts.
    """
    if caller.user.has_two_factor:
        if code is None:
            raise ReauthRequired(methods=step_up_methods(two_factor=True))
        return _reauthenticate_by_code(caller, code, act)
    if password is None:
        raise ReauthRequired(methods=step_up_methods(two_factor=False))
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
    """End every session, half-finished login and trusted device of the caller."""
    with write_tx() as tx:
        end_challenges(tx, caller.user.id)
        end_devices(tx, caller.user.id)
        ended = end_sessions(tx, caller.user.id)
        record(tx, Event.LOGOUT_ALL, subject_id=caller.user.id, act=act, ended=ended)


def _refusal_after_password(user: User) -> AppError | None:
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
        device = use_device(tx, user, token=presented.device, act=act)
        if device is None:
            record(tx, Event.SECOND_FACTOR_ASKED, subject_id=user.id, act=act)
            return begin_challenge(tx, user, act.now, kind=presented.kind)
        amr = (PASSWORD, TRUSTED_DEVICE)
    return complete_login(tx, user, presented, amr=amr, act=act, device=device)


def _reauthenticate_by_code(caller: Principal, code: str, act: Act) -> Principal:
    parsed = read_code(caller.user, code, act.now)
    attempt = charge_attempt(caller.user, surface="reauth", act=act)
    with verified_transaction(attempt) as (tx, user):
        method = spend_code(tx, attempt, user, parsed)
        return _renew(tx, user, caller, method, act=act)


def _renew(tx: Session, user: User, caller: Principal, method: str, *, act: Act) -> Principal:
    renewed = renew_session(tx, user, caller.session.id, amr=(method,), now=act.now)
    record(tx, Event.REAUTHENTICATED, subject_id=user.id, act=act, method=method)
    return renewed
