"""Removes the old part of the history, and seals its new start.

The seal is a row at the chain's end. It holds the number of the first row that stays, and the MAC
of the row before it. Nobody makes such a row without the key.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.audit.chain import append, lock_head
from app.audit.events import SUCCESS, Event
from app.audit.guards import lift_delete_guard, set_delete_guard
from app.audit.models import NUMBERED, AuditEvent
from app.audit.verification import verify
from app.core.act import Act
from app.core.errors import Conflict
from app.core.hash_chain import Link
from app.core.opaque_tokens import new_id
from app.db import end_read, rows_changed, write_last, write_tx
from app.extensions import db

_BATCH = 1000


@dataclass(frozen=True)
class OldPart:
    """The rows that are older than a moment.

    `last` is the newest of them.
    """

    last: Link
    rows: int


def old_part(before: datetime) -> OldPart | None:
    """Return the rows before a moment, or None where there are none.

    The part is the longest beginning whose rows are all older. Rows from before the chain go
    together with the row that closes them, or the rest of them could not be checked. Raises
    Conflict where the history is broken: a new start would hide that.
    """
    if verify().faults:
        raise Conflict(
            "The history is broken: `flask audit verify` says where. Nothing is removed."
        )
    newer = select(func.min(AuditEvent.number)).where(NUMBERED, AuditEvent.at >= before)
    first_kept = db.session.scalar(newer)
    older = select(AuditEvent.number, AuditEvent.mac).where(NUMBERED)
    if first_kept is not None:
        older = older.where(AuditEvent.number < first_kept)
    last = db.session.execute(older.order_by(AuditEvent.number.desc()).limit(1)).one_or_none()
    if last is None or last.mac is None:
        return None
    many = select(func.count()).where(AuditEvent.number <= last.number)
    return OldPart(Link(last.number, last.mac), db.session.scalar(many) or 0)


def exported_lines(part: OldPart) -> Iterator[str]:
    """Yield each row of the part as one line of JSON.

    A line holds what the MAC covers, the number and the MAC.
    """
    rows = select(AuditEvent).where(AuditEvent.number <= part.last.number)
    found = db.session.scalars(rows.order_by(AuditEvent.number).execution_options(yield_per=_BATCH))
    for row in found:
        yield json.dumps({"number": row.number, **row.facts(), "mac": row.mac})
    end_read()


def prune(part: OldPart, *, act: Act) -> None:
    """Remove the part and seal the new start, in one transaction.

    Raises Conflict where another prune was faster.
    """
    with write_tx() as tx:
        lock_head(tx)
        lift_delete_guard(tx)
        gone = rows_changed(tx, delete(AuditEvent).where(AuditEvent.number <= part.last.number))
        set_delete_guard(tx)
        if gone != part.rows:
            raise Conflict("The history was pruned meanwhile. Nothing is removed.")
        _seal(tx, part, act)


def _seal(tx: Session, part: OldPart, act: Act) -> None:
    # Not `record`: a MAC has the shape of a token, and it refuses those.
    seal = AuditEvent(
        id=new_id(),
        at=act.now,
        type=Event.PRUNED.value,
        outcome=SUCCESS,
        ip=act.origin.ip,
        user_agent=act.origin.user_agent,
        request_id=act.origin.request_id,
        detail={"first": part.last.number + 1, "after": part.last.mac, "rows": part.rows},
    )
    write_last(tx, append, seal)
