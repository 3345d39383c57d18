"""Checks the security history for edited, removed, moved, cut or forged rows."""

from collections.abc import Callable
from itertools import chain, islice
from typing import Any

from sqlalchemy import Label, Select, func, select, true
from sqlalchemy.orm import Session, aliased

from app.audit.chain import CHAIN_KEY
from app.audit.checking import ENOUGH, UNREAD, Check, Part, Verdict
from app.audit.events import Event
from app.audit.guards import wrong_guards
from app.audit.models import NUMBERED, AuditEvent, AuditHead
from app.audit.spelling import AS_STORED, UNREADABLE, misspelt
from app.core.encryption import SealBroken
from app.core.errors import InvalidRequest
from app.core.hash_chain import Fault, Link, Record
from app.core.text import _
from app.extensions import db
from app.keys.service import find_data_key

__all__ = ["Verdict", "verify", "verify_part"]

_NO_HEAD = "cannot be checked: audit_head is empty"
_NO_KEY = f"cannot be checked: the key {CHAIN_KEY}"
# Rows per fetch. SQLite keeps any bytes in any column: fetching one row at a time tells which row
# cannot be read. SQLite needs no batches.
_BATCHES = {"sqlite": 1, "postgresql": 1000}
_CHAINED = AuditEvent.mac.is_not(None)


def verify(*, exported: Link | None = None, tx: Session | None = None) -> Verdict:
    """Check every row of the history against the one before it.

    The last row is checked against the head. A history without a chain is a fault, empty or not:
    the first migration of a database begins one. `exported` is a head that was written down
    earlier. Only `exported` finds an attacker who cut off the end and moved the head back to match.
    `tx` is a session with another database that has the same keys.
    """
    tx = tx or db.session()
    whole = _whole(tx.get_bind().dialect.name)
    return _checked(tx, whole, lambda key: Check(key, exported))


def verify_part(*, behind: int | None = None, most: int) -> Verdict:
    """Check at most `most` rows of the chain, for somebody who waits.

    The first part begins at the beginning. Each other one begins behind the row that the part
    before it named as `next`. All parts together find what a check of the whole finds, and each of
    them looks at the triggers too. Raises InvalidRequest where there is no row `behind`.
    """
    tx = db.session()
    if behind is None:
        return _first_part(tx, most)
    mac = tx.scalar(select(AuditEvent.mac).where(AuditEvent.number == behind))
    if mac is None:
        raise InvalidRequest(fields={"after": [_("There is no such event.")]})
    chosen = select(AuditEvent).where(AuditEvent.number >= behind).limit(most + 2)
    rest = _part(tx.get_bind().dialect.name, chosen)
    return _checked(tx, rest, lambda key: Check(key, part=Part(most, resumes=True)))


def _first_part(tx: Session, most: int) -> Verdict:
    begins = tx.scalar(select(func.min(AuditEvent.number)).where(NUMBERED, _CHAINED))
    if begins is None:
        return _without_chain(tx)
    older = select(func.count()).where(AuditEvent.number < begins)
    chosen = select(AuditEvent).where(NUMBERED).limit((tx.scalar(older) or 0) + most + 1)
    rows = _part(tx.get_bind().dialect.name, chosen)
    seals = select(AuditEvent).where(AuditEvent.type == Event.PRUNED, NUMBERED)
    try:
        # The sum keeps PostgreSQL from walking the whole history backwards: few rows are seals.
        newest = tx.scalar(seals.order_by((AuditEvent.number + 0).desc()).limit(1))
    except UNREADABLE:
        newest = None  # its own part tells
    seal: Record | None = newest.record() if newest else None
    return _checked(tx, rows, lambda key: Check(key, part=Part(most, seal=seal)))


def _without_chain(tx: Session) -> Verdict:
    """Return the verdict on a history whose rows have no MAC.

    None of them can be checked, however many there are.
    """
    head, check = tx.get(AuditHead, 1), Check(b"")
    check.faults += islice(wrong_guards(tx.connection()), ENOUGH)
    check.number = tx.scalar(select(func.max(AuditEvent.number))) or 0
    return check.run(iter(()), head.link() if head else Link(0, ""))


def _checked(tx: Session, rows: Select[Any], made: Callable[[bytes], Check]) -> Verdict:
    dialect = tx.get_bind().dialect.name
    faults = list(islice(wrong_guards(tx.connection()), ENOUGH))
    with tx.execute(rows.execution_options(yield_per=_BATCHES[dialect])) as found:
        try:
            begin = next(found, None)
        except UNREADABLE:
            return _unchecked(Link(0, ""), [*faults, Fault(1, UNREAD)])
        if begin is None:
            return _unchecked(Link(0, ""), [*faults, Fault(0, _NO_HEAD)])
        head = begin[0].link()
        if begin.unnumbered:
            faults.append(Fault(0, f"holds rows without a number: {begin.unnumbered}"))
        try:
            key = find_data_key(tx, CHAIN_KEY)
        except SealBroken:
            return _unchecked(head, [*faults, Fault(head.number, f"{_NO_KEY} does not open")])
        if key is None and head.mac:
            return _unchecked(head, [*faults, Fault(head.number, f"{_NO_KEY} is gone")])
        check = made(key or b"")
        check.faults += faults
        kept = (row for row in chain([begin], found) if row[1] is not None)
        return check.run(((row[1].record(), misspelt(row)) for row in kept), head)


# One statement reads one snapshot: a concurrent write is in both tables or in neither.
def _whole(dialect: str) -> Select[Any]:
    found = select(AuditHead, AuditEvent, _unnumbered(), *AS_STORED[dialect])
    return found.outerjoin(AuditEvent, NUMBERED).order_by(AuditEvent.number)


def _part(dialect: str, chosen: Select[Any]) -> Select[Any]:
    """Return the statement for a few rows.

    They are chosen before they are joined to the head: PostgreSQL would sort all rows otherwise.
    """
    rows = chosen.add_columns(*AS_STORED[dialect]).order_by(AuditEvent.number).subquery()
    event, texts = aliased(AuditEvent, rows), (rows.c.at_text, rows.c.detail_text)
    found = select(AuditHead, event, _unnumbered(), *texts)
    return found.outerjoin(event, true()).order_by(rows.c.number)


def _unnumbered() -> Label[int]:
    raw = aliased(AuditEvent)
    unnumbered = select(func.count()).select_from(raw).where(raw.number.is_(None))
    return unnumbered.scalar_subquery().label("unnumbered")


def _unchecked(head: Link, faults: list[Fault]) -> Verdict:
    return Verdict(head, 0, 0, faults)
