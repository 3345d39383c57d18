"""The only way to check a second factor, for every surface.

A try is charged by `attempts`, then checked, then settled. The charge is a transaction of its own,
committed before the check, so that a burst of guesses cannot pass the limit and the rollback of a
failed login does not undo the charge. The check and what the code permits are one transaction, so
that a code is spent exactly when it permitted something (R21).
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy.orm import Session

from app.audit.events import Event
from app.audit.service import record
from app.core.assurance import BACKUP_CODE, TOTP
from app.core.codes import BackupCode, Code, TotpCode, malformed, parse_code
from app.core.encryption import SealBroken
from app.core.errors import CodeAlreadyUsed, InvalidCode
from app.db import end_read, write_tx
from app.extensions import db, settings
from app.factors.models import TotpSecret
from app.lockout.counters import code_counter
from app.lockout.service import refund, reset_short_window
from app.mail.outbox import queue
from app.mail.wording import account
from app.policy.methods import require_no_passkey
from app.twofactor import backup_codes, totp
from app.twofactor.ahead import refuse_ahead
from app.twofactor.attempts import CodeAttempt, tries
from app.users.account import Account
from app.users.models import User
from app.users.service import lock_user
from app.web.monitoring.metrics import count


def read_code(user: Account, text: str, now: datetime) -> Code:
    """Return the code that `text` spells for this user.

    Raises PasskeyRequired where the policy takes no code, InvalidRequest, or Unavailable where no
    code of an app can be checked. None of them costs a try. Codes in the formats of other software
    are accepted only where one of the user's authenticators came from there. From any other user
    such a text is a typing error.
    """
    require_no_passkey(user)
    code = parse_code(text)
    if isinstance(code, BackupCode) and not code.is_foreign:
        return code
    live = totp.find_live(db.session(), user.id)
    end_read()
    if code.is_foreign:
        _refuse_mistyped(code, live)
    if isinstance(code, TotpCode):
        refuse_ahead(live, now)
    return code


@contextmanager
def verified_transaction(attempt: CodeAttempt) -> Iterator[tuple[Session, User]]:
    """Open the transaction that checks a charged code.

    The transaction locks the user's row. Where the block raises InvalidCode or CodeAlreadyUsed, the
    refusal is written to the history, the error gets the tries that are left and the wait of a lock
    that it caused, and the charge stays. A success takes the charge back and clears the 15-minute
    count. Raises `attempt.gone` where a security change was faster than this request, and
    InvalidCode where the secret cannot be decrypted.
    """
    try:
        with write_tx() as tx:
            user = lock_user(tx, attempt.user.id)
            if user is None or user.token_version != attempt.user.token_version:
                raise attempt.gone
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
        raise InvalidCode(**tries(attempt)) from None
    count("second_factors", "accepted")


def spend_code(tx: Session, attempt: CodeAttempt, user: User, code: Code) -> str:
    """Check and spend a code of a user.

    A code of an app is compared with each authenticator that was paid for. Returns the method that
    was proven. Raises InvalidCode or CodeAlreadyUsed.
    """
    if isinstance(code, TotpCode):
        # One that came after the charge is not compared: that guess would be free.
        live = totp.find_live(tx, user.id)[: attempt.compared]
        totp.accept(tx, live, code.digits, attempt.act.now)
        return TOTP
    _spend_backup_code(tx, attempt, user, code)
    return BACKUP_CODE


def note_lock(tx: Session, attempt: CodeAttempt) -> None:
    """Write down and mail a lock that an attempt caused.

    A client that reached the code knew the password (R56).
    """
    if attempt.locks:
        _note(tx, attempt, Event.CODES_LOCKED)
        message = account.codes_locked(settings(), attempt.user.email, act=attempt.act)
        queue(tx, message, attempt.act.now, language=attempt.user.locale)


def _refuse_mistyped(code: Code, live: Sequence[TotpSecret]) -> None:
    foreign = [each for each in live if each.origin is not None]
    if isinstance(code, TotpCode):
        foreign = [each for each in foreign if each.digits == len(code.digits)]
    if not foreign:
        raise malformed()


def _spend_backup_code(tx: Session, attempt: CodeAttempt, user: User, code: BackupCode) -> None:
    backup_codes.accept(tx, user.id, code, attempt.act.now)
    left = backup_codes.count_left(tx, user.id)
    record(
        tx,
        Event.BACKUP_CODE_USED,
        subject_id=user.id,
        act=attempt.act,
        surface=attempt.surface,
        left=left,
    )
    queue(
        tx,
        account.backup_code_used(settings(), user.email, left=left, act=attempt.act),
        attempt.act.now,
        language=user.locale,
    )


def _note_refusal(attempt: CodeAttempt, refusal: InvalidCode | CodeAlreadyUsed) -> None:
    refusal.extra.update(tries(attempt))
    with write_tx() as tx:
        _note(tx, attempt, Event.CODE_REFUSED, reason=refusal.code)
        note_lock(tx, attempt)


def _note_unreadable(attempt: CodeAttempt) -> None:
    with write_tx() as tx:
        _note(tx, attempt, Event.SECRET_UNREADABLE)
        note_lock(tx, attempt)


def _note(tx: Session, attempt: CodeAttempt, event: Event, **detail: str) -> None:
    record(
        tx, event, subject_id=attempt.user.id, act=attempt.act, surface=attempt.surface, **detail
    )
