"""The second factors of imported accounts.

Secrets are sealed at once, and backup codes hashed.
"""

import hmac
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.events import Event
from app.audit.service import record as note
from app.config import Settings
from app.config.operators import operator_act
from app.core.codes import BackupCode, keyed_digest, parse_code
from app.core.foreign_hashes import NO_PASSWORD
from app.core.text import _
from app.db.versions import next_version
from app.extensions import runtime, settings
from app.factors.models import BackupCodeHash
from app.keys.models import DataKey
from app.keys.service import BACKUP_CODES, data_key
from app.mail.message import Action, Message, facts
from app.mail.outbox import queue
from app.mail.wording import account
from app.sessions.service import end_everything
from app.transfer.factor_rows import add_apps, add_passkeys, is_usable, passkeys_of_others
from app.transfer.importing import NO_ACCOUNT, NO_FACTOR, ImportedRecord
from app.transfer.records import OwnCodes, Record
from app.twofactor.backup_codes import key_id_of
from app.users.service import find_by_email, lock_by_email


class Factors:
    """Gives existing accounts the second factor that they had elsewhere."""

    def __init__(self, source: str) -> None:
        """Take the name of the format, for the history."""
        self._source = source

    def exists(self, record: Record) -> bool:
        """Tell whether the account has a second factor already."""
        user = find_by_email(record.email)
        return record.has_factor and user is not None and user.has_two_factor

    def left_out(self, record: Record) -> str | None:
        """Return NO_FACTOR for a record without a factor, NO_ACCOUNT without an owner."""
        if not record.has_factor:
            return NO_FACTOR
        return NO_ACCOUNT if find_by_email(record.email) is None else None

    def refusal(self, record: Record) -> str | None:
        """Return why a passkey is refused, or None."""
        return passkeys_of_others(record)

    def write(self, tx: Session, record: Record, now: datetime) -> ImportedRecord | None:
        """Turn the second factor on and end the account's sessions.

        The owner gets a mail. Returns None where the account has a second factor by now.
        """
        user = lock_by_email(tx, record.email)
        if user.has_two_factor:
            return None
        user.note_factor(now)
        next_version(user, None)
        lost = add(tx, user.id, record, language=user.locale, source=self._source, now=now)
        end_everything(tx, user, keep=None, now=now)
        message = account.two_factor_changed(
            settings(), user.email, what=_("turned on"), act=operator_act(now)
        )
        queue(tx, message, now, language=user.locale)
        kept = runtime().passwords.release(user.password_hash)
        return told(record, lost_codes=lost, lacks_password=kept == NO_PASSWORD)


def add(
    tx: Session, user_id: str, record: Record, *, language: str, source: str, now: datetime
) -> bool:
    """Store a record's factors and backup codes; return whether codes were lost.

    Codes of this and earlier time steps are refused: they may have been used, and seen, elsewhere.
    """
    add_apps(tx, user_id, record.apps, origin=source, now=now)
    add_passkeys(tx, user_id, record, now=now)
    _add_codes(tx, user_id, record.backup_codes, now)
    note(
        tx,
        Event.TWO_FACTOR_ENABLED,
        subject_id=user_id,
        act=operator_act(now),
        source=source,
    )
    if any(each.totp.is_weak for each in record.apps):
        queue(tx, renew_authenticator(settings(), record.email, now=now), now, language=language)
    return record.own_codes is not None and not _add_own(tx, user_id, record.own_codes, now)


def told(record: Record, *, lost_codes: bool, lacks_password: bool) -> ImportedRecord:
    """Return what an operator should hear of a written record."""
    return ImportedRecord(
        has_factor=record.has_factor,
        is_weak=any(each.totp.is_weak for each in record.apps),
        has_passkeys_elsewhere=not all(is_usable(each) for each in record.passkeys),
        lost_codes=lost_codes,
        lacks_password=lacks_password,
    )


def renew_authenticator(settings: Settings, to: str, *, now: datetime) -> Message:
    """Ask the owner of a short imported secret for a new one.

    Short means fewer than 128 bits.
    """
    return Message(
        kind="renew_authenticator",
        to=to,
        subject=_("Set up your authenticator app anew"),
        paragraphs=(
            _(
                "Your account moved to {app}, and your authenticator app goes on "
                "working. The secret that it holds is shorter than what is held safe today "
                "(128 bits), so please set the app up anew when you next sign in."
            ).format(app=settings.app_name),
        ),
        facts=facts(operator_act(now)),
        action=Action(_("Set up the app anew"), f"{settings.public_url}/profile"),
        advice=_("Until then your codes work as before."),
    )


def _add_codes(tx: Session, user_id: str, texts: Sequence[str], now: datetime) -> None:
    if not texts:
        return
    key = data_key(tx, BACKUP_CODES, now)
    for text in texts:
        code = parse_code(text)
        assert isinstance(code, BackupCode)
        digest = keyed_digest(code, key=key, user_id=user_id)
        _add_digest(tx, user_id, digest, now, key_id=BACKUP_CODES)


def _add_own(tx: Session, user_id: str, codes: OwnCodes, now: datetime) -> bool:
    """Keep hashed backup codes; return False where they were lost.

    Only codes under the key of this instance can be checked here.
    """
    if tx.get(DataKey, BACKUP_CODES) is None:
        place = f"{DataKey.__tablename__}.sealed"
        sealed = runtime().key_ring.seal(codes.key, purpose=place, owner=BACKUP_CODES)
        tx.add(DataKey(id=BACKUP_CODES, sealed=sealed, created_at=now))
        tx.flush()
    key = data_key(tx, BACKUP_CODES, now)
    if not hmac.compare_digest(key, codes.key) or _has_any(tx, codes.digests):
        return not codes.digests
    for digest in codes.digests:
        key_id = key_id_of(user_id, owner=codes.user_id)
        _add_digest(tx, user_id, digest, now, key_id=key_id)
    return True


def _has_any(tx: Session, digests: Sequence[str]) -> bool:
    """Tell whether another account has one of the codes.

    The codes then belong to that account.
    """
    return bool(tx.scalar(select(BackupCodeHash.id).where(BackupCodeHash.digest.in_(digests))))


def _add_digest(tx: Session, user_id: str, digest: str, now: datetime, *, key_id: str) -> None:
    tx.add(BackupCodeHash(user_id=user_id, key_id=key_id, digest=digest, created_at=now))
