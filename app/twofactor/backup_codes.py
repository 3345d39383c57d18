"""The backup codes of a user: issuing, spending once, counting."""

from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from app.core.codes import BackupCode, keyed_digest, new_code, parse_code
from app.core.errors import CodeAlreadyUsed, InvalidCode
from app.db import rows_changed
from app.keys.service import BACKUP_CODES, data_key
from app.twofactor.models import BackupCodeHash

HOW_MANY = 10


def issue(tx: Session, user_id: str, now: datetime) -> list[str]:
    """Replace a user's backup codes by ten new ones (R23).

    Returns the codes as shown to the user. They cannot be read again.
    """
    drop_all(tx, user_id)
    key = data_key(tx, BACKUP_CODES, now)
    codes = [new_code() for _ in range(HOW_MANY)]
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
    is_code = (
        BackupCodeHash.user_id == user_id,
        BackupCodeHash.digest == keyed_digest(code, key=key, user_id=user_id),
    )
    spent = rows_changed(
        tx,
        update(BackupCodeHash)
        .where(*is_code, BackupCodeHash.used_at.is_(None))
        .values(used_at=now),
    )
    if spent == 1:
        return
    if tx.scalar(select(BackupCodeHash.id).where(*is_code)):
        raise CodeAlreadyUsed("That backup code was used before. Use another one.")
    raise InvalidCode("That backup code is not right.")


def count_left(tx: Session, user_id: str) -> int:
    """Return how many unused codes a user has."""
    left = select(func.count()).where(
        BackupCodeHash.user_id == user_id, BackupCodeHash.used_at.is_(None)
    )
    return tx.scalar(left) or 0


def drop_all(tx: Session, user_id: str) -> None:
    """Delete every backup code of a user."""
    tx.execute(delete(BackupCodeHash).where(BackupCodeHash.user_id == user_id))
