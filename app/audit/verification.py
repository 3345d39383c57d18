"""Checks the security history for edited, removed, moved, cut or forged rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from app.audit.chain import CHAIN_KEY
from app.audit.events import Event
from app.audit.guards import wrong_guards
from app.audit.models import NUMBERED, AuditEvent, AuditHead
from app.audit.spelling import AS_STORED, UNREADABLE, misspelt
from app.core.encryption import SealBroken
from app.core.hash_chain import Fault, Fold, Link, Record, Walk, mac_of, missing
from app.extensions import db
from app.keys.service import find_data_key

# A wrong key makes every row a fault: these tell as much as a million.
_ENOUGH = 50
_UNREADABLE = "cannot be read: it was changed"
_CUT = "is the first of the chain now: those before it are missing"
_NOT_SEALED = "is not the start that the last `flask audit prune` sealed"
_NO_HEAD = "cannot be checked: audit_head is empty"
_NO_KEY = f"cannot be checked: the key {CHAIN_KEY}"
# Rows per fetch. SQLite keeps any bytes in any column: fetching one row at a time tells which row
# cannot be read. SQLite needs no batches.
_BATCHES = {"sqlite": 1, "postgresql": 1000}


@dataclass(frozen=True)
class Verdict:
    """What a check found.

    `rows` counts the rows of the chain, `older` the rows before it. `pruned` is the number of the
    last row that an operator pruned.
    """

    head: Link
    rows: int
    older: int
    faults: list[Fault]
    pruned: int = 0


def verify(*, exported: Link | None = None, tx: Session | None = None) -> Verdict:
    """Check every row of the history against the one before it.

    The last row is checked against the head. A history without a chain is a fault, empty or not:
    the first migration of a database begins one. `exported` is a head that was written down
    earlier. Only `exported` finds an attacker who cut off the end and moved the head back to match.
    `tx` is a session with another database that has the same keys.
    """
    tx = tx or db.session()
    dialect = tx.get_bind().dialect.name
    faults = list(islice(wrong_guards(tx.connection()), _ENOUGH))
    whole = _whole(dialect).execution_options(yield_per=_BATCHES[dialect])
    with tx.execute(whole) as found:
        try:
            begin = next(found, None)
        except UNREADABLE:
            return _unchecked(Link(0, ""), [*faults, Fault(1, _UNREADABLE)])
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
        check = _Check(key or b"", exported)
        check.faults += faults
        rows = (row for row in chain([begin], found) if row[1] is not None)
        return check.run(((row[1].record(), misspelt(row)) for row in rows), head)


def _whole(dialect: str) -> Select[Any]:
    # One statement reads one snapshot: a concurrent write is in both tables or in neither.
    raw = aliased(AuditEvent)
    unnumbered = select(func.count()).select_from(raw).where(raw.number.is_(None))
    found = select(AuditHead, AuditEvent, unnumbered.scalar_subquery().label("unnumbered"))
    return (
        found.add_columns(*AS_STORED[dialect])
        .outerjoin(AuditEvent, NUMBERED)
        .order_by(AuditEvent.number)
    )


def _unchecked(head: Link, faults: list[Fault]) -> Verdict:
    return Verdict(head, 0, 0, faults)


class _Check:
    """One walk over the older rows and the chain."""

    def __init__(self, key: bytes, exported: Link | None) -> None:
        self._key = key
        self.older, self.walk, self.faults = Fold(key), Walk(key), list[Fault]()
        self.rows, self.number = 0, 0
        # The gaps among older rows. They are faults unless the chain closed the rows as they are.
        self.gaps = list[Fault]()
        self.first: Record | None = None
        self.seal: Record | None = None
        self.exported, self.met_exported = exported, exported is None

    def run(self, records: Iterator[tuple[Record, str]], head: Link) -> Verdict:
        try:
            for record, column in records:
                self.faults += self._next(record)
                if column:
                    what = f"was changed: its {column} is not spelled as the server spells it"
                    self.faults.append(Fault(record.number, what))
                self.number = record.number
                if len(self.faults) >= _ENOUGH:
                    break
            else:
                self.faults += self._end(head)
        except UNREADABLE:
            self.faults.append(Fault(self.number + 1, _UNREADABLE))
        pruned = self.first.number - 1 if self.first and self.seal else 0
        return Verdict(head, self.rows, self.older.count, self.faults, pruned)

    def _next(self, record: Record) -> Iterator[Fault]:
        if not self.rows and not record.mac:
            self._gap_before(record.number)
            self.older.add(record.number, record.facts)
            return
        self.rows += 1
        faults = list(self._first(record) if self.rows == 1 else self.walk.step(record))
        if record.facts["type"] == Event.PRUNED and not faults:
            self.seal = record
        yield from faults
        if self.exported and record.number == self.exported.number:
            self.met_exported = True
            if record.mac != self.exported.mac:
                yield Fault(record.number, "is not the one that was exported as the head")

    def _gap_before(self, number: int) -> None:
        first = max(self.number, 0) + 1
        if number > first and len(self.gaps) < _ENOUGH:
            self.gaps.append(Fault(first, missing(first, number - 1)))

    def _first(self, record: Record) -> Iterator[Fault]:
        self.first = record
        if record.facts["type"] != Event.CHAIN_STARTED:
            self.walk.skip(record)  # a row that comes later may seal this start
            return
        faults = list(self._wrong_start(record))
        if faults:
            yield from self.gaps
        yield from faults

    def _wrong_start(self, record: Record) -> Iterator[Fault]:
        if faults := list(self.walk.step(record)):
            yield from faults
            return
        told, found = record.facts["detail"], self.older
        if told["older"] != found.count:
            what = f"closes {told['older']} older rows, but there are {found.count}"
            yield Fault(record.number, what)
        elif told["olderMac"] != found.mac():
            yield Fault(record.number, "closes older rows, and at least one of those was changed")

    def _unsealed_start(self) -> Iterator[Fault]:
        """Yield what is wrong with the start of the chain.

        Only a row of the chain, under the key, seals another start than the chain's own. The newest
        such row decides, so that rows that were pruned do not come back.
        """
        assert self.first is not None
        begins = self.first.facts["type"] == Event.CHAIN_STARTED
        if self.seal is None and not begins:
            yield from self.gaps
            yield Fault(self.first.number, _CUT)
        elif self.seal is not None and (self.older.count or not self._is_sealed(self.first)):
            yield Fault(self.first.number, _NOT_SEALED)

    def _is_sealed(self, first: Record) -> bool:
        assert self.seal is not None
        told = _sealed(self.seal)
        expected = mac_of(self._key, first.number, first.facts, after=told.mac)
        return (told.number, expected) == (first.number - 1, first.mac)

    def _wrong_export(self, exported: Link) -> Iterator[Fault]:
        if self.first is None or self.seal is None or exported.number >= self.first.number:
            yield Fault(exported.number, "was exported as the head and is missing")
        elif exported != _sealed(self.seal):
            yield Fault(exported.number, "was exported as the head and pruned: use a newer head")

    def _end(self, head: Link) -> Iterator[Fault]:
        if self.first is not None:
            yield from self._unsealed_start()
        if not self.rows and self.number:
            self._gap_before(head.number + 1)
            yield from self.gaps
        if head.mac or self.rows:
            yield from self.walk.end(head)
        elif not self.number:
            yield Fault(1, "and all after it are missing: the history was emptied")
        else:
            what = "is the last row without a chain: the chain was removed, or never begun"
            yield Fault(self.number, what)
        if self.exported and not self.met_exported:
            yield from self._wrong_export(self.exported)


def _sealed(seal: Record) -> Link:
    """Return the last row that a seal says is pruned.

    A forged seal may hold anything.
    """
    told = seal.facts["detail"]
    found = told if isinstance(told, dict) else {}
    first, after = found.get("first"), found.get("after")
    return Link(first - 1 if isinstance(first, int) else 0, str(after))
