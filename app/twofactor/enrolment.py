"""Setting up an authenticator, and enabling it by a first code."""

import hmac
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.audit.events import Event
from app.audit.service import record
from app.core.act import Act
from app.core.assurance import TOTP
from app.core.codes import TotpCode, parse_app_code
from app.core.encryption import SealBroken
from app.core.errors import (
    AlreadyEnabled,
    InvalidCode,
    InvalidRequest,
    NotSignedIn,
    SetupNotStarted,
)
from app.core.text import _
from app.core.totp import Totp, provisioning_uri
from app.db import write_tx
from app.extensions import db, settings
from app.lockout.counters import setup_counter
from app.lockout.service import charge_call
from app.mail.outbox import queue
from app.mail.wording import account
from app.sessions.principal import Principal
from app.sessions.service import end_everything, hold_session
from app.twofactor import backup_codes, totp
from app.twofactor.verification import CodeAttempt, charge_attempt, verified_transaction
from app.users.models import User
from app.users.service import lock_by_email, lock_user


@dataclass(frozen=True)
class Enabled:
    """The backup codes and the renewed session of an enrolment.

    The backup codes are shown only now. The session has a new id.
    """

    backup_codes: list[str]
    caller: Principal


def set_up(caller: Principal, *, replace: bool, restart: bool, act: Act) -> Totp:
    """Prepare a pending authenticator for the caller's session.

    A session that asks again within the time gets the same one, with its full time again, unless
    `restart` is true. The live authenticator stays valid (R13). Raises AlreadyEnabled where the
    user has two factors and `replace` is false, NotSignedIn where a security change has ended the
    session, or TooManyRequests.
    """
    charge_call([setup_counter(caller.user.id, settings())], act.now)
    with write_tx() as tx:
        user = lock_user(tx, caller.user.id)
        if user is None or user.token_version != caller.user.token_version:
            raise NotSignedIn
        if user.has_two_factor and not replace:
            raise AlreadyEnabled
        hold_session(tx, caller)
        # The user's row is locked, so that two calls at once get one secret.
        return (None if restart else _keep(tx, caller, act)) or _begin(tx, caller, act)


def pending_totp(caller: Principal, *, act: Act) -> Totp | None:
    """Return the pending authenticator of this session, or None.

    A secret that was moved or changed in the database counts as none. The history then gets an
    event (R18).
    """
    row = totp.find_pending(db.session(), caller, act.now)
    try:
        return totp.open_totp(row) if row else None
    except SealBroken:
        with write_tx() as tx:
            _note_unreadable(tx, caller, act)
        return None


def uri_of(pending: Totp, account: str) -> str:
    """Return the provisioning URI of a pending authenticator."""
    return provisioning_uri(pending, issuer=settings().app_name, account=account)


def enable(caller: Principal, code: str, *, secret: str | None, act: Act) -> Enabled:
    """Make the pending authenticator live by a first code from it.

    All other sessions end. Raises SetupNotStarted, TooManyAttempts, or InvalidCode with the drift
    of the device's clock where the code shows it. Raises InvalidRequest where `secret` is not the
    pending secret: only the server decides which secret is enrolled (R12).
    """
    parsed = parse_app_code(code)
    pending = pending_totp(caller, act=act)
    if pending is None:
        raise SetupNotStarted
    if secret is not None and not hmac.compare_digest(secret.encode(), pending.secret.encode()):
        raise InvalidRequest(fields={"secret": [_("This is not the secret that was set up.")]})
    attempt = charge_attempt(caller.user, surface="enable", act=act)
    with verified_transaction(attempt) as (tx, user):
        _promote(tx, attempt, caller, parsed)
        codes = _turn_on(tx, user, act)
        renewed = end_everything(tx, user, keep=caller.session.id, amr=(TOTP,), now=act.now)
    assert renewed is not None
    return Enabled(backup_codes=codes, caller=renewed)


def enroll_by_operator(email: str, new: Totp, digits: str, *, act: Act) -> list[str]:
    """Give an account the authenticator that an operator has set up.

    `new` is the authenticator, and `digits` a code that the owner read from it. Returns the backup
    codes. Raises NotFound, AlreadyEnabled or InvalidCode.
    """
    step = totp.matching_step(new, digits, act.now)
    if step is None:
        raise InvalidCode(clockDriftSeconds=totp.clock_drift_seconds(new, digits, act.now))
    with write_tx() as tx:
        user = lock_by_email(tx, email)
        if user.has_two_factor:
            raise AlreadyEnabled
        totp.add_live(tx, user.id, new, step, act.now)
        codes = _turn_on(tx, user, act)
        end_everything(tx, user, keep=None, now=act.now)
    return codes


def _keep(tx: Session, caller: Principal, act: Act) -> Totp | None:
    try:
        return totp.keep_pending(tx, caller, act.now)
    except SealBroken:
        _note_unreadable(tx, caller, act)
        return None


def _begin(tx: Session, caller: Principal, act: Act) -> Totp:
    record(tx, Event.SETUP_STARTED, subject_id=caller.user.id, act=act)
    return totp.begin_pending(tx, caller, act.now)


def _note_unreadable(tx: Session, caller: Principal, act: Act) -> None:
    record(tx, Event.SECRET_UNREADABLE, subject_id=caller.user.id, act=act, surface="setup")


def _promote(tx: Session, attempt: CodeAttempt, caller: Principal, code: TotpCode) -> None:
    row = totp.find_pending(tx, caller, attempt.act.now)
    if row is None:
        raise SetupNotStarted
    pending = totp.open_totp(row)
    step = totp.matching_step(pending, code.digits, attempt.act.now)
    if step is None:
        drift = totp.clock_drift_seconds(pending, code.digits, attempt.act.now)
        raise InvalidCode(clockDriftSeconds=drift)
    if not totp.make_live(tx, row, step):
        raise SetupNotStarted


def _turn_on(tx: Session, user: User, act: Act) -> list[str]:
    replaced = user.has_two_factor
    user.note_factor(act.now)
    codes = backup_codes.issue(tx, user.id, act.now)
    event = Event.TWO_FACTOR_REPLACED if replaced else Event.TWO_FACTOR_ENABLED
    record(tx, event, subject_id=user.id, act=act)
    what = _("moved to another app") if replaced else _("turned on")
    queue(
        tx,
        account.two_factor_changed(settings(), user.email, what=what, act=act),
        act.now,
        language=user.locale,
    )
    return codes
