"""Setting up an authenticator, and enabling it by a first code."""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.audit.events import Event
from app.audit.service import record
from app.core.act import Act
from app.core.assurance import PASSWORD, TOTP
from app.core.codes import TotpCode, parse_app_code
from app.core.encryption import SealBroken
from app.core.errors import (
    AlreadyEnabled,
    Conflict,
    InvalidCode,
    InvalidRequest,
    SetupNotStarted,
)
from app.core.text import _
from app.core.totp import Totp, provisioning_uri
from app.db import write_tx
from app.db.versions import next_version
from app.extensions import db, settings
from app.factors.models import TotpSecret
from app.lockout.counters import setup_counter
from app.lockout.service import charge_call
from app.mail.outbox import queue
from app.mail.wording import account
from app.sessions.holding import hold_caller
from app.sessions.principal import Principal
from app.sessions.service import end_everything
from app.twofactor import backup_codes, totp
from app.twofactor.attempts import CodeAttempt, charge_attempt
from app.twofactor.authenticators import app_json, find_own, shown_name
from app.twofactor.removal import after_adding
from app.twofactor.verification import verified_transaction
from app.users.models import User
from app.users.service import lock_person

MOST_APPS = 5


@dataclass(frozen=True)
class Wish:
    """What a set-up shall become.

    `replace` is the id of the authenticator whose place the new one takes, or True where the user
    has only one. Without it and without a name the new one is the first factor of all.
    """

    name: str | None = None
    replace: bool | str = False


@dataclass(frozen=True)
class Enabled:
    """An authenticator that is live now.

    As the first factor or in place of another it brings backup codes, shown only now, and renews
    the caller's session under a new id. A further one leaves both as they are: they are None.
    """

    authenticator: dict[str, Any]
    backup_codes: list[str] | None = None
    caller: Principal | None = None


def set_up(caller: Principal, wish: Wish, *, restart: bool, act: Act) -> Totp:
    """Prepare a pending authenticator for the caller's session.

    A session that asks again within the time gets the same one, with its full time again, unless
    `restart` is true. The live authenticators stay valid (R13). Raises AlreadyEnabled where the
    user has two factors and the wish has no name and replaces nothing, Conflict past `MOST_APPS` or
    where it is not clear which one to replace, NotFound where there is no such one, NotSignedIn
    where a security change has ended the session, or TooManyRequests.
    """
    charge_call([setup_counter(caller.user.id, settings())], act.now)
    with write_tx() as tx:
        user = hold_caller(tx, caller)
        name, replaces = _meant(tx, user, wish)
        # The user's row is locked, so that two calls at once get one secret.
        kept = None if restart else _keep(tx, caller, act, name, replaces)
        return kept or _begin(tx, caller, act, name, replaces)


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

    All other sessions end, unless it is a further one. Raises SetupNotStarted, TooManyAttempts,
    Conflict past `MOST_APPS`, or InvalidCode with the drift of the device's clock where the code
    shows it. Raises InvalidRequest where `secret` is not the pending secret: only the server
    decides which secret is enrolled (R12).
    """
    parsed = parse_app_code(code)
    pending = pending_totp(caller, act=act)
    if pending is None:
        raise SetupNotStarted
    if secret is not None and not hmac.compare_digest(secret.encode(), pending.secret.encode()):
        raise InvalidRequest(fields={"secret": [_("This is not the secret that was set up.")]})
    attempt = charge_attempt(caller.user, surface="enable", act=act, compared=1)
    with verified_transaction(attempt) as (tx, user):
        row, is_swap = _promote(tx, attempt, caller, parsed)
        if user.has_two_factor and not is_swap:
            return _add_further(tx, user, row, act)
        codes = _swap(tx, user, act) if is_swap else turn_on(tx, user, act, caller=caller)
        renewed = end_everything(tx, user, keep=caller.session.id, amr=(TOTP,), now=act.now)
        return Enabled(app_json(row), codes, renewed)


def enroll_by_operator(user_id: str, new: Totp, digits: str, *, act: Act) -> list[str]:
    """Give an account the authenticator that an operator has set up.

    `new` is the authenticator, and `digits` a code that the owner read from it. Returns the backup
    codes. Raises NotFound, AlreadyEnabled or InvalidCode.
    """
    step = totp.matching_step(new, digits, act.now)
    if step is None:
        raise InvalidCode(clockDriftSeconds=totp.clock_drift_seconds(new, digits, act.now))
    with write_tx() as tx:
        user = lock_person(tx, user_id, act=act)
        next_version(user, None)
        if user.has_two_factor:
            raise AlreadyEnabled
        totp.add_live(tx, user.id, new, step, act.now)
        codes = turn_on(tx, user, act)
        end_everything(tx, user, keep=None, now=act.now)
    return codes


def turn_on(tx: Session, user: User, act: Act, *, caller: Principal | None = None) -> list[str]:
    """Turn two-factor authentication on for a locked user.

    Their first factor is stored, and what else is signed in ends next. `caller` is the session that
    does it, None for an operator: it vouches for the password that began it (V01). Returns the
    backup codes, which are shown only now. The owner gets a mail.
    """
    if caller is not None and PASSWORD in caller.session.amr:
        user.vouch_for_password(act.now)
    return _begin_anew(tx, user, Event.TWO_FACTOR_ENABLED, _("turned on"), act)


def _swap(tx: Session, user: User, act: Act) -> list[str]:
    return _begin_anew(tx, user, Event.TWO_FACTOR_REPLACED, _("moved to another app"), act)


def _begin_anew(tx: Session, user: User, event: Event, what: str, act: Act) -> list[str]:
    user.note_factor(act.now)
    codes = backup_codes.issue(tx, user.id, act.now)
    record(tx, event, subject_id=user.id, act=act)
    message = account.two_factor_changed(settings(), user.email, what=what, act=act)
    queue(tx, message, act.now, language=user.locale)
    return codes


def _add_further(tx: Session, user: User, row: TotpSecret, act: Act) -> Enabled:
    # Looked at again: the set-up saw the others some minutes ago.
    if len(totp.find_live(tx, user.id)) > MOST_APPS:
        raise _full()
    record(tx, Event.AUTHENTICATOR_ADDED, subject_id=user.id, act=act, factor=row.id)
    after_adding(tx, user, shown_name(row), act, kind=TOTP)
    return Enabled(app_json(row))


def _meant(tx: Session, user: User, wish: Wish) -> tuple[str, str | None]:
    """Return a new authenticator's name, and the id that it replaces."""
    live = totp.find_live(tx, user.id)
    replaced = _replaced(live, wish.replace)
    if replaced is not None:
        return replaced.name if wish.name is None else wish.name, replaced.id
    if user.has_two_factor and wish.name is None and not wish.replace:
        raise AlreadyEnabled
    if len(live) >= MOST_APPS:
        raise _full()
    return wish.name or "", None


def _replaced(live: Sequence[TotpSecret], replace: bool | str) -> TotpSecret | None:
    if isinstance(replace, str):
        return find_own(live, replace)
    if replace and len(live) > 1:
        raise Conflict(_("You have several authenticators. Say which one to replace."))
    return live[0] if replace and live else None


def _full() -> Conflict:
    sentence = _("You have {count} authenticator apps. Remove one first.")
    return Conflict(sentence.format(count=MOST_APPS))


def _keep(tx: Session, caller: Principal, act: Act, name: str, replaces: str | None) -> Totp | None:
    try:
        return totp.keep_pending(tx, caller, act.now, name=name, replaces=replaces)
    except SealBroken:
        _note_unreadable(tx, caller, act)
        return None


def _begin(tx: Session, caller: Principal, act: Act, name: str, replaces: str | None) -> Totp:
    record(tx, Event.SETUP_STARTED, subject_id=caller.user.id, act=act)
    return totp.begin_pending(tx, caller, act.now, name=name, replaces=replaces)


def _note_unreadable(tx: Session, caller: Principal, act: Act) -> None:
    record(tx, Event.SECRET_UNREADABLE, subject_id=caller.user.id, act=act, surface="setup")


def _promote(
    tx: Session, attempt: CodeAttempt, caller: Principal, code: TotpCode
) -> tuple[TotpSecret, bool]:
    """Make the pending authenticator live by a code.

    Returns it, and whether it took the place of another one.
    """
    row = totp.find_pending(tx, caller, attempt.act.now)
    if row is None:
        raise SetupNotStarted
    pending = totp.open_totp(row)
    step = totp.matching_step(pending, code.digits, attempt.act.now)
    if step is None:
        drift = totp.clock_drift_seconds(pending, code.digits, attempt.act.now)
        raise InvalidCode(clockDriftSeconds=drift)
    is_swap = row.replaces is not None
    if not totp.make_live(tx, row, step):
        raise SetupNotStarted
    return row, is_swap
