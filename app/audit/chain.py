"""The hash chain of the security history.

This module begins the chain, and numbers, links and adds its rows. Rows that are older than the
chain have no MAC of their own. The chain's first row holds their count and one MAC over all of
them, so that a change to them is found too.
"""

import hmac
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, exists, select, update
from sqlalchemy.orm import Session

from app.audit.events import SUCCESS, Event
from app.audit.models import NUMBERED, AuditEvent, AuditHead
from app.core.errors import Conflict
from app.core.hash_chain import Fold, Link, mac_of
from app.core.opaque_tokens import new_id
from app.db import insert_row
from app.extensions import db
from app.keys.service import data_key

CHAIN_KEY = "audit-chain-1"
_BATCH = 1000
_LOCK_HEAD = select(AuditHead.number, AuditHead.mac).with_for_update()
_MOVE_HEAD = update(AuditHead.__table__).values(number=bindparam("number"), mac=bindparam("mac"))
_FACTS = tuple(AuditEvent.__table__.columns)
_READ_BACK = (
    select(AuditHead.number, AuditHead.mac, *_FACTS)
    .join(AuditEvent, AuditEvent.number.between(bindparam("first"), bindparam("last")))
    .order_by(AuditEvent.number)
)


def lock_head(tx: Session) -> None:
    """Let no other transaction write to the history before this one ends."""
    tx.execute(_LOCK_HEAD)


def append(tx: Session, events: list[AuditEvent]) -> None:
    """Number, link and add events at the end of a transaction.

    The head's row stays locked until the commit: numbers have no gaps, and a row is linked only to
    a committed one. Where no chain has begun, rows get no MAC: an attacker who took the chain out
    of the database must not get a new one that calls the rest whole. Raises RuntimeError where the
    database did not keep the rows, which rolls the transaction back.
    """
    key = data_key(tx, CHAIN_KEY, events[0].at)
    number, mac = tx.execute(_LOCK_HEAD).one()
    for event in events:
        number += 1
        mac = mac and mac_of(key, number, event.facts(), after=mac)
        event.number, event.mac = number, mac or None
        insert_row(tx, event)
    _move_head(tx, events)


def begin(tx: Session, now: datetime) -> int:
    """Begin the chain after the existing rows; return how many it closes.

    The migration begins the chain of a new database. In any other database, an operator who knows
    why the chain is missing begins it. Raises Conflict where a chain has begun.
    """
    head, mac = tx.execute(_LOCK_HEAD).one()
    if mac or tx.scalar(select(exists().where(AuditEvent.mac.is_not(None)))):
        raise Conflict("The history has a chain already.")
    key = data_key(tx, CHAIN_KEY, now)
    older = Fold(key)
    rows = select(AuditEvent).where(NUMBERED).order_by(AuditEvent.number)
    for row in tx.scalars(rows.execution_options(yield_per=_BATCH)):
        older.add(row.number, row.facts())
        head = max(head, row.number)
    first = _first(older, now)
    first.number, first.mac = head + 1, mac_of(key, head + 1, first.facts(), after="")
    insert_row(tx, first)
    _move_head(tx, [first])
    return older.count


def current_head() -> Link | None:
    """Return the end of the chain; None where none has begun.

    An operator keeps it on another machine.
    """
    head = db.session.get(AuditHead, 1)
    return head.link() if head and head.mac else None


def _move_head(tx: Session, events: list[AuditEvent]) -> None:
    """Move the head behind the added events, and read both back.

    Reading back costs one more statement. A trigger can drop a row, change it or move the head
    without an error. Nothing may be granted then, as its event is not kept.
    """
    last = events[-1]
    number, mac = last.number, last.mac or ""
    tx.execute(_MOVE_HEAD, {"number": number, "mac": mac})
    kept = tx.execute(_READ_BACK, {"first": events[0].number, "last": number})
    found = [_told(Link(*row[:2]), _read(row[2:])) for row in kept]
    meant = [_told(Link(number, mac), each) for each in events]
    if not hmac.compare_digest("\n".join(found).encode(), "\n".join(meant).encode()):
        raise RuntimeError("the database does not keep what is written to the history")


def _read(values: Sequence[Any]) -> AuditEvent:
    """Return a row as the database holds it.

    The session would return the object that was added.
    """
    return AuditEvent(**{each.key: value for each, value in zip(_FACTS, values, strict=True)})


def _told(head: Link, event: AuditEvent) -> str:
    # Compare as text: a tuple in `detail` comes back as a list.
    return json.dumps([head.number, head.mac, event.number, event.mac, event.facts()])


def _first(older: Fold, now: datetime) -> AuditEvent:
    return AuditEvent(
        id=new_id(),
        at=now,
        type=Event.CHAIN_STARTED.value,
        outcome=SUCCESS,
        ip="",
        user_agent="",
        request_id="",
        detail={"older": older.count, "olderMac": older.mac()},
    )
