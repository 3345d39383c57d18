"""Checks that the keys fit the database.

They run at the start, when `keys.env` changes, and where it is missing.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from sqlalchemy import (
    Connection,
    Table,
    create_engine,
    func,
    inspect,
    literal,
    make_url,
    select,
)
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from app.config import CannotTell, ConfigError, Settings
from app.core.encryption import KeyRing, SealBroken
from app.core.passwords import PasswordHasher
from app.db.sealed import SealedColumn, sealed_columns
from app.extensions import db
from app.keys.inventory import ENCRYPTION, PEPPER
from app.keys.models import DataKey
from app.keys.service import open_data_key

_SILENT = "DATABASE_URL names a database that does not answer"
_NEEDED = "{name} lacks key {key_id!r}, which the database needs"


def check_keys_fit() -> None:
    """Raise ConfigError where ENCRYPTION_KEYS do not open the data keys.

    Also raises ConfigError where the database does not answer, so that no process runs under
    unchecked keys.
    """
    for row in _stored_keys():
        try:
            open_data_key(row.id, row.sealed)
        except SealBroken:
            raise ConfigError(
                "ENCRYPTION_KEYS do not fit the database: they do not open its data keys"
            ) from None


def holds_keyed(database: str) -> bool:
    """Tell whether a database holds accounts or sealed values.

    Raises ConfigError where the database does not answer.
    """
    url = make_url(database)
    is_file = url.get_backend_name() == "sqlite"
    if is_file and not Path(url.database or "").exists():  # a connection would create the file
        return False
    engine = create_engine(
        url, poolclass=NullPool, connect_args={} if is_file else {"connect_timeout": 5}
    )
    try:
        with engine.connect() as connection:
            there = inspect(connection).get_table_names()
            return any(_has_rows(connection, each) for each in _keyed() if each.name in there)
    except SQLAlchemyError:
        raise ConfigError(_SILENT) from None
    finally:
        engine.dispose()


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
    hashes = db.metadata.tables["users"].c.password_hash
    for key_id in gone:
        beginning = PasswordHasher.beginning(key_id)
        needs = select(literal(1)).where(func.substr(hashes, 1, len(beginning)) == beginning)
        if connection.scalar(needs.limit(1)):
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


def _has_rows(connection: Connection, table: Table) -> bool:
    return connection.scalar(select(literal(1)).select_from(table).limit(1)) is not None


def _stored_keys() -> Sequence[DataKey]:
    try:
        if not inspect(db.engine).has_table(DataKey.__tablename__):
            return ()
        return db.session.scalars(select(DataKey)).all()
    except (OperationalError, InterfaceError):
        raise ConfigError(_SILENT) from None
