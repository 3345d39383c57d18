"""Sealing every secret anew under the current key, while servers go on working (R86).

Each row is changed only where it still holds what was opened, so that an enrolment that happens
meanwhile wins. It can be stopped at any time: what is done stays done, and a second run finds less.
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
# A row that someone else holds at that moment is left to the next pass.
_PASSES, _PAUSE_SECONDS = 5, 0.3


@dataclass(frozen=True)
class Resealed:
    """What became of the values of one column that lay under older keys.

    `unreadable` are the owners of those that open under no key at all; `left` is how many would
    open and still lie there.
    """

    done: int
    unreadable: tuple[str, ...]
    left: int


def count_stale(column: SealedColumn) -> int:
    """Return how many values of a column lie under another key than the current one."""
    return db.session.scalar(select(func.count()).where(_is_stale(column))) or 0


def reseal(column: SealedColumn, *, progress: Callable[[int], None]) -> Resealed:
    """Seal every value of a column under the current key; `progress` is told of each batch."""
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
    end_read()  # opening and sealing takes a while: no transaction waits for it
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
        # Rows that a login holds are skipped, not waited for: who waits for nothing while he
        # holds locks can be part of no deadlock. (SQLite has one writer and ignores this.)
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
    # Not LIKE: it would take _ for any letter, and on SQLite k1 for K1.
    beginning = KeyRing.beginning(runtime().key_ring.current)
    return func.substr(column.column, 1, len(beginning)) != beginning
