"""`flask db copy`: every row into another database, on SQLite or PostgreSQL.

The copy is one transaction. An interrupted copy leaves the target as it was, and can be run again.
No server can start on half a copy.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Table,
    delete,
    false,
    func,
    insert,
    literal,
    select,
    text,
    true,
)
from sqlalchemy.orm import Session

from app.audit.chain import CHAIN_KEY
from app.audit.events import Event
from app.audit.models import AuditEvent, AuditHead
from app.audit.verification import verify
from app.config import ConfigError
from app.db import end_read
from app.db.base import Base
from app.db.migrations import is_newest
from app.db.opening import is_missing_file, open_engine, refusing
from app.extensions import db
from app.keys.models import DataKey
from app.keys.peppers import MARK

TARGET = "The target"
_UPGRADE = f"{TARGET} is not up to date: run `flask db upgrade` with its DATABASE_URL"
_BATCH = 1000
# The rows that neither a migration nor a start has made. All rows of other tables are such rows.
_FOREIGN: dict[FromClause, ColumnElement[bool]] = {
    AuditEvent.__table__: AuditEvent.type != Event.CHAIN_STARTED.value,
    AuditHead.__table__: false(),
    DataKey.__table__: (DataKey.id != CHAIN_KEY) & DataKey.id.not_like(f"{MARK}%"),
}


def copy_to(address: str, *, progress: Callable[[int], None]) -> dict[str, int]:
    """Copy every row into the database at `address`.

    Returns the count of rows by table. `progress` gets the size of each batch. Raises ConfigError
    where the target is not an empty, migrated database, or where the history of one of the two is
    broken.
    """
    if is_missing_file(address):
        raise ConfigError(_UPGRADE)
    if verify().faults:
        raise ConfigError("The history is broken: `flask audit verify` tells where")
    end_read()
    with (
        refusing("The copy failed"),
        open_engine(address).connect() as target,
        _snapshot() as source,
        target.execution_options(sqlite_begin="IMMEDIATE").begin(),
    ):
        _refuse_other_data(target)
        _remove_begun(target)
        counts = {
            table.name: _copy(source, target, table, progress)
            for table in Base.metadata.sorted_tables  # parents before their children
        }
        with Session(target) as tx:
            if verify(tx=tx).faults:
                raise ConfigError(f"{TARGET} did not keep the history as it is")
    return counts


def rows_to_copy() -> int:
    """Return the count of the rows of all tables."""
    tables = Base.metadata.sorted_tables
    return sum(_count(db.session.connection(), table) for table in tables)


@contextmanager
def _snapshot() -> Iterator[Connection]:
    """Open a transaction that reads all tables at one moment."""
    connection = db.engine.connect()
    if connection.dialect.name == "postgresql":  # SQLite's transactions do so anyway
        connection = connection.execution_options(isolation_level="REPEATABLE READ")
    with connection, connection.begin():
        yield connection


def _refuse_other_data(target: Connection) -> None:
    if not is_newest(target):
        raise ConfigError(_UPGRADE)
    for table in Base.metadata.sorted_tables:
        foreign = select(literal(1)).select_from(table).where(_FOREIGN.get(table, true()))
        if target.scalar(foreign.limit(1)):
            raise ConfigError(f"{TARGET} is not empty: {table.name} holds rows")


def _remove_begun(target: Connection) -> None:
    """Remove the history that the target's first migration has begun."""
    with _without_triggers(target):
        for model in (AuditEvent, AuditHead, DataKey):
            target.execute(delete(model))


@contextmanager
def _without_triggers(target: Connection) -> Iterator[None]:
    """Take the history's triggers away for the block.

    Others never see that, as the transaction ends with the same triggers.
    """
    if target.dialect.name == "postgresql":
        target.execute(text("ALTER TABLE audit_events DISABLE TRIGGER USER"))
        yield
        target.execute(text("ALTER TABLE audit_events ENABLE TRIGGER USER"))
        return
    triggers = target.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))
    found = triggers.all()
    for name, _ in found:
        target.exec_driver_sql(f"DROP TRIGGER {name}")
    yield
    for _, definition in found:
        target.exec_driver_sql(definition)


def _copy(
    source: Connection, target: Connection, table: Table, progress: Callable[[int], None]
) -> int:
    with source.execute(select(table).execution_options(yield_per=_BATCH)) as rows:
        for part in rows.mappings().partitions():
            target.execute(insert(table), [dict(row) for row in part])
            progress(len(part))
    there, arrived = _count(source, table), _count(target, table)
    if there != arrived:
        raise ConfigError(f"{TARGET} kept {arrived} of {there} rows of {table.name}")
    return arrived


def _count(connection: Connection, table: Table) -> int:
    return connection.scalar(select(func.count()).select_from(table)) or 0
