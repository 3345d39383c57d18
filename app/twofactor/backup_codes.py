"""The backup codes of a user: issuing, spending once, counting."""

from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from app.core.codes import CODES_OF_A_SET, BackupCode, keyed_digest, new_code, parse_code
from app.core.errors import CodeAlreadyUsed, InvalidCode
from app.core.text import _
from app.db import rows_changed
from app.factors.models import BackupCodeHash
from app.keys.service import BACKUP_CODES, data_key

_KEYED_FOR = "as-"


def issue(tx: Session, user_id: str, now: datetime) -> list[str]:
    """Replace a user's backup codes by ten new ones (R23).

    Returns the codes as shown to the user. They cannot be read again.
    """
    drop_all(tx, user_id)
    key = data_key(tx, BACKUP_CODES, now)
    codes = [new_code() for _ in range(CODES_OF_A_SET)]
    for code in codes:
        parsed = parse_code(code)
        assert isinstance(parsed, BackupCode)
        tx.add(
            BackupCodeHash(
                user_id=user_id,
                key_id=BACKUP_CODES,
                digest=keyed_digest(parsed, key=key, user_id=user_id),
                created_at=now,
            )
        )
    return codes


def accept(tx: Session, user_id: str, code: BackupCode, now: datetime) -> None:
    """Spend a backup code by one conditional write (R20).

    Raises InvalidCode, or CodeAlreadyUsed.
    """
    key = data_key(tx, BACKUP_CODES, now)
    key_ids = select(BackupCodeHash.key_id).where(BackupCodeHash.user_id == user_id).distinct()
    digests = [
        keyed_digest(code, key=key, user_id=keyed_for(key_id, user_id))
        for key_id in tx.scalars(key_ids)
    ]
    is_code = (BackupCodeHash.user_id == user_id, BackupCodeHash.digest.in_(digests))
    if tx.scalar(select(BackupCodeHash.id).where(*is_code)) is None:
        raise InvalidCode(_("That backup code is not right."))
    spent = rows_changed(
        tx,
        update(BackupCodeHash)
        .where(*is_code, BackupCodeHash.used_at.is_(None))
        .values(used_at=now),
    )
    if spent != 1:
        raise CodeAlreadyUsed("That backup code was used before. Use another one.")


def key_id_of(user_id: str, *, owner: str) -> str:
    """Return the key id of codes that were keyed for `owner`.

    An import keeps the hashes of another instance. The account may have had another id there.
    """
    return BACKUP_CODES if user_id == owner else f"{_KEYED_FOR}{owner}"


def keyed_for(key_id: str, user_id: str) -> str:
    """Return the user id for which a user's codes were keyed."""
    return key_id.removeprefix(_KEYED_FOR) if key_id.startswith(_KEYED_FOR) else user_id


def count_left(tx: Session, user_id: str) -> int:
    """Return how many unused codes a user has."""
    left = select(func.count()).where(
        BackupCodeHash.user_id == user_id, BackupCodeHash.used_at.is_(None)
    )
    return tx.scalar(left) or 0


def drop_all(tx: Session, user_id: str) -> None:
    """Delete every backup code of a user."""
    tx.execute(delete(BackupCodeHash).where(BackupCodeHash.user_id == user_id))
