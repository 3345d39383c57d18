"""The chain of the security history: beginning it, and numbering, linking and adding its rows.

Rows that were there before the chain stay outside of it, but its first row holds how many there
were and a MAC over them: from then on they cannot be changed unseen either.
"""

from datetime import datetime

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from app.audit.events import SUCCESS, Event
from app.audit.models import AuditEvent, AuditHead
from app.core.errors import Conflict
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
    to one that is committed. Where no chain has begun the rows stay without a MAC: whoever takes
    the chain out of the database must not get a new one that calls the rest whole.
    """
    key = data_key(tx, CHAIN_KEY, events[0].at)
    number, mac = tx.execute(_LOCK_HEAD).one()
    for event in events:
        number += 1
        mac = mac and mac_of(key, number, event.facts(), after=mac)
        event.number, event.mac = number, mac or None
        tx.add(event)
    tx.execute(update(AuditHead).values(number=number, mac=mac))


def begin(tx: Session, now: datetime) -> int:
    """Begin the chain behind the rows that are there, and close those; return how many they are.

    The migration begins it in a new database. All others take an operator who knows why theirs has
    none. Raises Conflict where it has begun.
    """
    head, mac = tx.execute(_LOCK_HEAD).one()
    if mac or tx.scalar(select(exists().where(AuditEvent.mac.is_not(None)))):
        raise Conflict("The history has a chain already.")
    key = data_key(tx, CHAIN_KEY, now)
    older = Fold(key)
    rows = select(AuditEvent).order_by(AuditEvent.number).execution_options(yield_per=_BATCH)
    for row in tx.scalars(rows):
        older.add(row.number, row.facts())
        head = max(head, row.number)
    first = _first(older, now)
    first.number, first.mac = head + 1, mac_of(key, head + 1, first.facts(), after="")
    tx.add(first)
    tx.execute(update(AuditHead).values(number=first.number, mac=first.mac))
    return older.count


def current_head() -> Link | None:
    """Return the end of the chain, to be kept elsewhere; None where none has begun."""
    head = db.session.get(AuditHead, 1)
    return head.link() if head and head.mac else None


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
