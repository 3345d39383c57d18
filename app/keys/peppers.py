"""Tells a wrong PASSWORD_PEPPER at the start.

Without that, each right password would be refused as a wrong one. The data keys hold a mark of each
pepper: a MAC under it. A pepper with hashes and without a mark gets none, as it could be wrong.
"""

import hmac
from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import Connection, Table, func, literal, select
from sqlalchemy.orm import Session

from app.config import ConfigError
from app.core.passwords import PasswordHasher
from app.db.sealed import seal
from app.db.upsert import upsert
from app.extensions import db
from app.keys.inventory import PEPPER
from app.keys.models import DataKey

MARK = "pepper-"
_OTHER = (
    f"{PEPPER} does not fit the database: its key {{!r}} had other bytes here before. Give back "
    "those bytes, or give the new ones another id"
)
_UNUSED = f"{PEPPER} does not fit the database: no password was hashed under {{}}"


def refuse_others(
    connection: Connection, peppers: Mapping[str, bytes], kept: Mapping[str, bytes]
) -> None:
    """Raise ConfigError where the database's passwords were hashed under others.

    `kept` are the opened data keys. Some hashes may be under a pepper that was dropped. If all are,
    nobody could sign in.
    """
    marked = [each for each in peppers if f"{MARK}{each}" in kept]
    for key_id in marked:
        if not hmac.compare_digest(kept[f"{MARK}{key_id}"], _mark_of(peppers[key_id])):
            raise ConfigError(_OTHER.format(key_id))
    users = db.metadata.tables["users"]
    if has_rows(connection, users) and not any(needs(connection, each) for each in peppers):
        raise ConfigError(_UNUSED.format(", ".join(peppers)))


def unmarked(
    connection: Connection, peppers: Iterable[str], kept: Mapping[str, bytes]
) -> list[str]:
    """Return the peppers without a mark that no password needs."""
    bare = [each for each in peppers if f"{MARK}{each}" not in kept]
    return [each for each in bare if not needs(connection, each)]


def keep_marks(tx: Session, peppers: Mapping[str, bytes], now: datetime) -> None:
    """Keep the mark of each pepper that has none."""
    for key_id, pepper in peppers.items():
        name = f"{MARK}{key_id}"
        sealed = seal(DataKey.sealed, _mark_of(pepper), owner=name)
        upsert(tx, DataKey, {"id": name, "sealed": sealed, "created_at": now}, key=["id"])


def has_rows(connection: Connection, table: Table) -> bool:
    """Tell whether a table has any row."""
    return connection.scalar(select(literal(1)).select_from(table).limit(1)) is not None


def needs(connection: Connection, key_id: str) -> bool:
    """Tell whether any password hash was made under a pepper."""
    hashes = db.metadata.tables["users"].c.password_hash
    beginning = PasswordHasher.beginning(key_id)
    under = func.substr(hashes, 1, len(beginning)) == beginning
    return connection.scalar(select(literal(1)).where(under).limit(1)) is not None


def _mark_of(pepper: bytes) -> bytes:
    return hmac.digest(pepper, b"second-lock pepper mark", "sha256")
