"""Re-sealing of every secret under the current key, while servers run (R86).

An UPDATE changes a row only if the row still holds the value that was opened, so that a concurrent
enrolment wins. An operator can stop the run at any time. A second run continues where it stopped.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, func, select, update

from app.core.encryption import KeyRing, SealBroken
from app.db import end_read, rows_changed, write_tx
from app.db.sealed import SealedColumn
from app.extensions import db, runtime

_BATCH = 500
# A row that another transaction has locked is left to the next pass.
_PASSES, _PAUSE_SECONDS = 5, 0.3


@dataclass(frozen=True)
class Resealed:
    """The result for the values of one column under older keys.

    `done` counts the values that were re-sealed. `unreadable` holds the owners of the values that
    no key opens. `left` counts the values that would open and are still under an older key.
    """

    done: int
    unreadable: tuple[str, ...]
    left: int


def count_stale(column: SealedColumn) -> int:
    """Return the count of a column's values under any older key."""
    return db.session.scalar(select(func.count()).where(_is_stale(column))) or 0


def reseal(column: SealedColumn, *, progress: Callable[[int], None]) -> Resealed:
    """Seal every value of a column under the current key.

    `progress` gets the size of each batch.
    """
    done, left = 0, 0
    for _ in range(_PASSES):
        changed, unreadable = _pass(column, progress)
        done += changed
        left = max(0, count_stale(column) - len(unreadable))
        if not left:
            break
        time.sleep(_PAUSE_SECONDS)
    end_read()
    return Resealed(done=done, unreadable=tuple(unreadable), left=left)


def _pass(column: SealedColumn, progress: Callable[[int], None]) -> tuple[int, list[str]]:
    changed, after = 0, ""
    unreadable: list[str] = []
    while batch := _next_batch(column, after):
        after = batch[-1].row_id
        fresh = {row.row_id: token for row in batch if (token := _seal_anew(column, row))}
        changed += _replace(column, [row for row in batch if row.row_id in fresh], fresh)
        unreadable += [row.owner_id for row in batch if row.row_id not in fresh]
        progress(len(batch))
    return changed, unreadable


def _next_batch(column: SealedColumn, after: str) -> Sequence[Row[Any]]:
    batch = (
        select(
            column.row_id.label("row_id"),
            column.owner.label("owner_id"),
            column.column.label("sealed"),
        )
        .where(_is_stale(column), column.row_id > after)
        .order_by(column.row_id)
        .limit(_BATCH)
    )
    found = db.session.execute(batch).all()
    end_read()  # opening and sealing is slow, and runs outside of any transaction
    return found


def _seal_anew(column: SealedColumn, row: Row[Any]) -> str | None:
    ring = runtime().key_ring
    place = {"purpose": column.purpose, "owner": row.owner_id}
    try:
        return ring.seal(ring.open_sealed(row.sealed, **place), **place)
    except SealBroken:
        return None


def _replace(column: SealedColumn, batch: Sequence[Row[Any]], fresh: dict[str, str]) -> int:
    with write_tx() as tx:
        # Skip rows that a login has locked. A transaction that never waits for a lock while it
        # holds others cannot be part of a deadlock. (SQLite has one writer and ignores this.)
        free = select(column.row_id).where(column.row_id.in_(fresh))
        ids = set(tx.scalars(free.with_for_update(skip_locked=True)))
        return sum(
            rows_changed(
                tx,
                update(column.column.table)
                .where(column.row_id == row.row_id, column.column == row.sealed)
                .values({column.column: fresh[row.row_id]}),
            )
            for row in batch
            if row.row_id in ids
        )


def _is_stale(column: SealedColumn) -> ColumnElement[bool]:
    # Not LIKE: there `_` matches any letter, and on SQLite `k1` matches `K1`.
    beginning = KeyRing.beginning(runtime().key_ring.current)
    return func.substr(column.column, 1, len(beginning)) != beginning
