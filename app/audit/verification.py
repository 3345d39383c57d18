"""Checking the whole security history: what was edited, removed, moved, cut off or forged."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from sqlalchemy import select, true

from app.audit.chain import CHAIN_KEY
from app.audit.events import Event
from app.audit.models import AuditEvent, AuditHead
from app.core.encryption import SealBroken
from app.core.hash_chain import Fault, Fold, Link, Record, Walk, missing
from app.extensions import db
from app.keys.service import find_data_key

# A wrong key breaks every row: a few tell as much as a million.
_ENOUGH = 50
# PostgreSQL is asked for many rows at once. SQLite needs no batches, and keeps any bytes in any
# column: one row at a time, it is known which one cannot be read.
_BATCHES = {"sqlite": 1, "postgresql": 1000}


@dataclass(frozen=True)
class Verdict:
    """What a check found: the head, how many rows the chain has, how many are older, all faults."""

    head: Link
    rows: int
    older: int
    faults: list[Fault]


def verify(*, exported: Link | None = None) -> Verdict:
    """Check every row of the history against the one before it, and the last against the head.

    A history without a chain is a fault, empty or not: every database has one from its first
    migration on. `exported` is a head that was written down earlier: whoever cuts off the end and
    puts the head back to where it stood before is found by that alone.
    """
    # One statement, one snapshot: what is written meanwhile is in both tables or in neither.
    both = select(AuditHead, AuditEvent).outerjoin(AuditEvent, true()).order_by(AuditEvent.number)
    batch = _BATCHES[db.engine.dialect.name]
    with db.session.execute(both.execution_options(yield_per=batch)) as found:
        pair = next(found, None)
        if pair is None:
            return Verdict(Link(0, ""), 0, 0, [Fault(0, "cannot be checked: audit_head is empty")])
        head = pair[0].link()
        try:
            key = find_data_key(db.session(), CHAIN_KEY)
        except SealBroken:
            return _unchecked(head, "does not open")
        if key is None and head.mac:
            return _unchecked(head, "is gone")
        records = (event.record() for _, event in chain([pair], found) if event is not None)
        return _Check(key or b"", exported).run(records, head)


def _unchecked(head: Link, why: str) -> Verdict:
    fault = Fault(head.number, f"cannot be checked: the key {CHAIN_KEY} {why}")
    return Verdict(head, 0, 0, [fault])


class _Check:
    """One walk over the older rows and the chain."""

    def __init__(self, key: bytes, exported: Link | None) -> None:
        self.older, self.walk, self.faults = Fold(key), Walk(key), list[Fault]()
        self.rows, self.number = 0, 0
        # What is missing among older rows: a fault, unless the chain closed them as they are.
        self.gaps = list[Fault]()
        self.exported, self.met_exported = exported, exported is None

    def run(self, records: Iterator[Record], head: Link) -> Verdict:
        try:
            for record in records:
                self.faults += self._next(record)
                self.number = record.number
                if len(self.faults) >= _ENOUGH:
                    break
            else:
                self.faults += self._end(head)
        except (ValueError, TypeError, RecursionError):
            self.faults.append(Fault(self.number + 1, "cannot be read: it was changed"))
        return Verdict(head, self.rows, self.older.count, self.faults)

    def _next(self, record: Record) -> Iterator[Fault]:
        if not self.rows and not record.mac:
            self._gap_before(record.number)
            self.older.add(record.number, record.facts)
            return
        self.rows += 1
        yield from self._first(record) if self.rows == 1 else self.walk.step(record)
        if self.exported and record.number == self.exported.number:
            self.met_exported = True
            if record.mac != self.exported.mac:
                yield Fault(record.number, "is not the one that was exported as the head")

    def _gap_before(self, number: int) -> None:
        first = max(self.number, 0) + 1
        if number > first and len(self.gaps) < _ENOUGH:
            self.gaps.append(Fault(first, missing(first, number - 1)))

    def _first(self, record: Record) -> Iterator[Fault]:
        faults = list(self._wrong_start(record))
        if faults:
            yield from self.gaps
        yield from faults

    def _wrong_start(self, record: Record) -> Iterator[Fault]:
        if record.facts["type"] != Event.CHAIN_STARTED:
            self.walk.skip(record)
            yield Fault(record.number, "is the first of the chain now: those before it are missing")
            return
        if faults := list(self.walk.step(record)):
            yield from faults
            return
        told, found = record.facts["detail"], self.older
        if told["older"] != found.count:
            what = f"closes {told['older']} older rows, but there are {found.count}"
            yield Fault(record.number, what)
        elif told["olderMac"] != found.mac():
            yield Fault(record.number, "closes older rows, and at least one of those was changed")

    def _end(self, head: Link) -> Iterator[Fault]:
        if not self.rows and self.number:
            self._gap_before(head.number + 1)
            yield from self.gaps
        if head.mac or self.rows:
            yield from self.walk.end(head)
        elif not self.number:
            yield Fault(1, "and all after it are missing: the history was emptied")
        else:
            what = "is the last of those that no chain closes: it was removed, or never begun"
            yield Fault(self.number, what)
        if self.exported and not self.met_exported:
            yield Fault(self.exported.number, "was exported as the head and is missing")
