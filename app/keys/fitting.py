"""Checks that the keys fit the database.

They run at the start, when `keys.env` changes, and where it is missing.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress

from sqlalchemy import Connection, Table, func, inspect, select
from sqlalchemy.exc import SQLAlchemyError

from app.config import CannotTell, ConfigError, Settings
from app.core.encryption import KeyRing, SealBroken
from app.db import write_tx
from app.db.migrations import is_newest
from app.db.opening import is_missing_file, open_engine, refusing
from app.db.sealed import SealedColumn, sealed_columns
from app.extensions import db, now, settings
from app.keys.inventory import ENCRYPTION, PEPPER
from app.keys.models import DataKey
from app.keys.peppers import has_rows, keep_marks, needs, refuse_others, unmarked
from app.keys.service import open_data_key

_KEPT = select(DataKey.id, DataKey.sealed)
_NEEDED = "{name} lacks key {key_id!r}, which the database needs"


def check_keys_fit() -> None:
    """Raise ConfigError where the keys are not those of the database.

    Also raises ConfigError where the database does not work, so that no process runs under
    unchecked keys.
    """
    peppers = settings().password_pepper
    with refusing(), db.engine.connect() as connection:
        if not inspect(connection).has_table(DataKey.__tablename__):
            return
        kept = {each: _opened(each, sealed) for each, sealed in connection.execute(_KEPT)}
        refuse_others(connection, peppers, kept)
        # The migration that begins the history's chain looks for data keys as signs of life.
        fresh = unmarked(connection, peppers, kept) if is_newest(connection) else []
    if fresh:
        # A read-only server has no hash under these peppers either: a later start keeps the marks.
        with suppress(SQLAlchemyError), write_tx() as tx:
            keep_marks(tx, {each: peppers[each] for each in fresh}, now())


def holds_keyed(database: str) -> bool:
    """Tell whether a database holds accounts or sealed values.

    Raises ConfigError where the database does not work.
    """
    if is_missing_file(database):
        return False
    with refusing(), open_engine(database).connect() as connection:
        there = inspect(connection).get_table_names()
        return any(has_rows(connection, each) for each in _keyed() if each.name in there)


def refuse_unfit(held: Settings, new: Settings) -> None:
    """Raise ConfigError where new keys cannot replace the held ones.

    That is a known id with other bytes, or a missing key that the database still needs. Raises
    CannotTell where the database does not answer.
    """
    for name in (ENCRYPTION, PEPPER):
        before, after = getattr(held, name.lower()), getattr(new, name.lower())
        if changed := [each for each in before if after.get(each, before[each]) != before[each]]:
            raise ConfigError(f"{name} holds another key by the id {changed[0]!r}")
    sealing = [each for each in held.encryption_keys if each not in new.encryption_keys]
    peppers = [each for each in held.password_pepper if each not in new.password_pepper]
    if not (sealing or peppers):
        return
    try:
        with db.engine.connect() as connection:  # the caller may be inside a transaction
            _refuse_needed_peppers(connection, peppers)
            _refuse_needed_seals(connection, sealing, KeyRing(held.encryption_keys))
    except SQLAlchemyError:
        raise CannotTell from None


def _refuse_needed_peppers(connection: Connection, gone: Sequence[str]) -> None:
    for key_id in gone:
        if needs(connection, key_id):
            raise ConfigError(_NEEDED.format(name=PEPPER, key_id=key_id))


def _refuse_needed_seals(connection: Connection, gone: Sequence[str], held: KeyRing) -> None:
    for key_id in gone:
        if any(_opens(connection, column, key_id, held) for column in sealed_columns()):
            raise ConfigError(_NEEDED.format(name=ENCRYPTION, key_id=key_id))


def _opens(connection: Connection, column: SealedColumn, key_id: str, held: KeyRing) -> bool:
    """Tell whether any value sealed under a key opens.

    A value that does not open is lost already and needs no key.
    """
    beginning = KeyRing.beginning(key_id)
    under = func.substr(column.column, 1, len(beginning)) == beginning
    for sealed, owner in connection.execute(select(column.column, column.owner).where(under)):
        try:
            held.open_sealed(sealed, purpose=column.purpose, owner=owner)
        except SealBroken:
            continue
        return True
    return False


def _keyed() -> Iterator[Table]:
    yield db.metadata.tables["users"]  # their password hashes are peppered
    yield from {each.column.table for each in sealed_columns()}


def _opened(key_id: str, sealed: str) -> bytes:
    try:
        return open_data_key(key_id, sealed)
    except SealBroken:
        raise ConfigError(
            "ENCRYPTION_KEYS do not fit the database: they do not open its data keys"
        ) from None
