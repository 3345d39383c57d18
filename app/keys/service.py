"""Creation and opening of data keys."""

import secrets
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.db.sealed import open_sealed, seal
from app.db.upsert import upsert
from app.keys.models import DataKey

BACKUP_CODES = "backup-codes-1"
_SEALED = select(DataKey.sealed).where(DataKey.id == bindparam("id"))


def data_key(tx: Session, key_id: str, now: datetime) -> bytes:
    """Return the 32 bytes of a data key, made at first use.

    If two transactions race to make it, the first insert wins. The other insert waits for it and
    does nothing. Raises SealBroken.
    """
    found = find_data_key(tx, key_id)
    if found is None:
        made = seal(DataKey.sealed, secrets.token_bytes(32), owner=key_id)
        row = {"id": key_id, "sealed": made, "created_at": now}
        upsert(tx, DataKey, row, key=["id"])
        found = find_data_key(tx, key_id)
        assert found is not None
    return found


def find_data_key(tx: Session, key_id: str) -> bytes | None:
    """Return the 32 bytes of a data key, or None if missing.

    Raises SealBroken.
    """
    sealed = tx.scalar(_SEALED, {"id": key_id})
    return open_data_key(key_id, sealed) if sealed else None


def open_data_key(key_id: str, sealed: str) -> bytes:
    """Return the bytes of a stored data key; raises SealBroken."""
    return open_sealed(DataKey.sealed, sealed, owner=key_id)
