"""The chain of the security history: numbering, linking and adding its rows.

Rows that were there before the chain stay outside of it, but its first row holds how many there
were and a MAC over them: from then on they cannot be changed unseen either.
"""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.audit.events import SUCCESS, Event
from app.audit.models import AuditEvent, AuditHead
from app.core.hash_chain import Fold, Link, mac_of
from app.core.opaque_tokens import new_id
from app.extensions import db
from app.keys.service import data_key

CHAIN_KEY = "audit-chain-1"
_BATCH = 1000
_LOCK_HEAD = select(AuditHead.number, AuditHead.mac).with_for_update()


def append(tx: Session, events: list[AuditEvent]) -> None:
    """Number, link and add events: the last step of a write transaction.

    The head's row stays locked until the commit: numbers have no gaps, and a row is linked only
    to one that is committed.
    """
    key = data_key(tx, CHAIN_KEY, events[0].at)
    number, mac = tx.execute(_LOCK_HEAD).one()
    if not mac:
        events = [_first(tx, key, events[0].at), *events]
    for event in events:
        number += 1
        mac = mac_of(key, number, event.facts(), after=mac)
        event.number, event.mac = number, mac
        tx.add(event)
    tx.execute(update(AuditHead).values(number=number, mac=mac))


def current_head() -> Link | None:
    """Return the end of the chain, to be kept elsewhere; None before the first event."""
    head = db.session.get(AuditHead, 1)
    return head.link() if head and head.mac else None


def _first(tx: Session, key: bytes, now: datetime) -> AuditEvent:
    """Return the row that opens the chain and closes the list of those that are older."""
    older = Fold(key)
    rows = select(AuditEvent).order_by(AuditEvent.number).execution_options(yield_per=_BATCH)
    for row in tx.scalars(rows):
        older.add(row.number, row.facts())
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
