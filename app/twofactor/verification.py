"""The one way to check a second factor, for every surface: charge, check, settle.

Charging is a transaction of its own, committed before the check, so that a burst of guesses cannot
pass the limit and a failed login forgets nothing. Checking and what it opens are one transaction,
so that a code is spent exactly when it opened something (R21).
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.audit.events import Event
from app.audit.service import record
from app.core.assurance import BACKUP_CODE, TOTP
from app.core.client import Client
from app.core.codes import BackupCode, Code, TotpCode, malformed, parse_code
from app.core.encryption import SealBroken
from app.core.errors import AppError, CodeAlreadyUsed, InvalidCode, NotSignedIn
from app.db import end_read, write_tx
from app.extensions import db, settings
from app.lockout.counters import code_counter
from app.lockout.service import Charge, charge, redating, refund, reset_short_window
from app.mail.outbox import queue
from app.mail.wording import account
from app.twofactor import backup_codes, totp
from app.twofactor.ahead import refuse_ahead
from app.twofactor.models import TotpSecret
from app.users.account import Account
from app.users.models import User
from app.users.service import lock_user
from app.web.monitoring.metrics import count


@dataclass(frozen=True)
class CodeAttempt:
    """One submitted code: whose, on which surface, by whom, when, and what was charged for it.

    `user` is the snapshot that the guard saw; `gone` is what to raise where it holds no more.
    """

    user: Account
    surface: str
    client: Client
    now: datetime
    charged: Charge
    left: int
    gone: type[AppError]


def read_code(user: Account, text: str, now: datetime) -> Code:
    """Return the code that `text` spells for this user; raises InvalidRequest, or Unavailable where
    no code of an app can be checked: both cost nothing.

    Shapes of other software count only where the user's authenticator came from there: anybody
    else has mistyped, and loses no attempt by it.
    """
    code = parse_code(text)
    if isinstance(code, BackupCode) and not code.is_foreign:
        return code
    live = totp.find_live(db.session(), user.id)
    end_read()
    if code.is_foreign:
        _refuse_mistyped(code, live)
    if isinstance(code, TotpCode) and live is not None:
        refuse_ahead(live, now)
    return code


def charge_attempt(
    user: Account,
    *,
    surface: str,
    client: Client,
    now: datetime,
    also: Callable[[Session], int] | None = None,
    gone: type[AppError] = NotSignedIn,
) -> CodeAttempt:
    """Count one try of an account before its code is looked at.

    `also` counts elsewhere in the same transaction and returns what is left there; it comes
    first, so that a dead marker is told before a lock. Raises TooManyAttempts.
    """
    counters = [code_counter(user.id, settings())]
    with redating(counters, now), write_tx() as tx:
        left_elsewhere = also(tx) if also else None
        charged = charge(tx, counters, now)
    left = charged.left if left_elsewhere is None else min(charged.left, left_elsewhere)
    return CodeAttempt(user, surface, client, now, charged, left, gone)


@contextmanager
def verified_transaction(attempt: CodeAttempt) -> Iterator[tuple[Session, User]]:
    """Open the transaction in which a charged code is checked, with the user's row locked.

    A refusal that leaves the block is written to the history, tells the tries that are left, and
    keeps its charge; success takes the charge back and clears the 15-minute count.
    """
    try:
        with write_tx() as tx:
            user = lock_user(tx, attempt.user.id)
            if user is None or user.token_version != attempt.user.token_version:
                raise attempt.gone  # a security change was quicker than this request
            yield tx, user
            refund(tx, attempt.charged)
            reset_short_window(tx, code_counter(user.id, settings()))
    except (InvalidCode, CodeAlreadyUsed) as refusal:
        count("second_factors", refusal.code)
        _note_refusal(attempt, refusal)
        raise
    except SealBroken:
        count("second_factors", "unreadable")
        _note_unreadable(attempt)
        raise InvalidCode(attemptsLeft=attempt.left) from None
    count("second_factors", "accepted")


def spend_code(tx: Session, attempt: CodeAttempt, user: User, code: Code) -> str:
    """Check and spend a code of a user; return the method that was proven.

    Raises InvalidCode or CodeAlreadyUsed.
    """
    if isinstance(code, TotpCode):
        live = totp.find_live(tx, user.id)
        if live is None:
            raise InvalidCode
        totp.accept(tx, live, code.digits, attempt.now)
        return TOTP
    _spend_backup_code(tx, attempt, user, code)
    return BACKUP_CODE


def _refuse_mistyped(code: Code, live: TotpSecret | None) -> None:
    if live is None or live.origin is None:
        raise malformed()
    if isinstance(code, TotpCode) and len(code.digits) != live.digits:
        raise malformed()


def _spend_backup_code(tx: Session, attempt: CodeAttempt, user: User, code: BackupCode) -> None:
    backup_codes.accept(tx, user.id, code, attempt.now)
    left = backup_codes.count_left(tx, user.id)
    record(
        tx,
        Event.BACKUP_CODE_USED,
        subject_id=user.id,
        client=attempt.client,
        now=attempt.now,
        surface=attempt.surface,
        left=left,
    )
    queue(
        tx,
        account.backup_code_used(
            settings(), user.email, left=left, client=attempt.client, now=attempt.now
        ),
        attempt.now,
    )


def _note_refusal(attempt: CodeAttempt, refusal: InvalidCode | CodeAlreadyUsed) -> None:
    refusal.extra["attemptsLeft"] = attempt.left
    with write_tx() as tx:
        _note(tx, attempt, Event.CODE_REFUSED, reason=refusal.code)
        _note_lock(tx, attempt)


def _note_unreadable(attempt: CodeAttempt) -> None:
    with write_tx() as tx:
        _note(tx, attempt, Event.SECRET_UNREADABLE)
        _note_lock(tx, attempt)


def _note_lock(tx: Session, attempt: CodeAttempt) -> None:
    # Whoever got as far as a code knew the password: the owner has to hear of it (R56).
    if attempt.charged.left == 0:
        _note(tx, attempt, Event.CODES_LOCKED)
        message = account.codes_locked(
            settings(), attempt.user.email, client=attempt.client, now=attempt.now
        )
        queue(tx, message, attempt.now)


def _note(tx: Session, attempt: CodeAttempt, event: Event, **detail: str) -> None:
    record(
        tx,
        event,
        subject_id=attempt.user.id,
        client=attempt.client,
        now=attempt.now,
        surface=attempt.surface,
        **detail,
    )
