"""Making, opening and checking the data keys."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import inspect, select
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import Session

from app.config import ConfigError
from app.core.encryption import SealBroken
from app.db.upsert import upsert
from app.extensions import db, runtime
from app.keys.models import DataKey

BACKUP_CODES = "backup-codes-1"
_PURPOSE = "data_keys.sealed"


def data_key(tx: Session, key_id: str, now: datetime) -> bytes:
    """Return the 32 bytes of a data key, making it at first use.

    Of two first uses that race, one key wins: the other insert waits for it and does nothing.
    """
    find = select(DataKey.sealed).where(DataKey.id == key_id)
    sealed = tx.scalar(find)
    if sealed is None:
        made = runtime().key_ring.seal(secrets.token_bytes(32), purpose=_PURPOSE, owner=key_id)
        row = {"id": key_id, "sealed": made, "created_at": now}
        upsert(tx, DataKey, row, key=["id"])
        sealed = tx.scalars(find).one()
    return _open(key_id, sealed)


def check_keys_fit() -> None:
    """Raise ConfigError where ENCRYPTION_KEYS do not open what the database holds, or where the
    database does not answer: nothing may run under keys that were not checked."""
    for row in _stored_keys():
        try:
            _open(row.id, row.sealed)
        except SealBroken:
            raise ConfigError(
                "ENCRYPTION_KEYS do not fit the database: they do not open its data keys"
            ) from None


def _stored_keys() -> Sequence[DataKey]:
    try:
        if not inspect(db.engine).has_table(DataKey.__tablename__):
            return ()
        return db.session.scalars(select(DataKey)).all()
    except (OperationalError, InterfaceError):
        raise ConfigError("DATABASE_URL names a database that does not answer") from None


def _open(key_id: str, sealed: str) -> bytes:
    return runtime().key_ring.open_sealed(sealed, purpose=_PURPOSE, owner=key_id)
