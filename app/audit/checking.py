"""One walk over the rows of the history."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.audit.events import Event
from app.audit.spelling import UNREADABLE
from app.core.hash_chain import Fault, Fold, Link, Record, Walk, mac_of, missing

# A wrong key makes every row a fault: these tell as much as a million.
ENOUGH = 50
UNREAD = "cannot be read: it was changed"
_UNCLOSED = "is the last row without a chain: the chain was removed, or never begun"
_CUT = "is the first of the chain now: those before it are missing"
_NOT_SEALED = "is not the start that the last `flask audit prune` sealed"


@dataclass(frozen=True)
class Verdict:
    """What a check found.

    `rows` counts the rows of the chain, `older` the rows before it. `pruned` is the number of the
    last row that an operator pruned. `next` is the number of the last row that was checked where
    more rows are left, else None.
    """

    head: Link
    rows: int
    older: int
    faults: list[Fault]
    pruned: int = 0
    next: int | None = None

    def sentences(self) -> list[str]:
        """Return each fault as a sentence."""
        return [
            f"{f'Row {fault.number}' if fault.number else 'The history'} {fault.what}."
            for fault in self.faults
        ]


@dataclass(frozen=True)
class Part:
    """How much of the chain a walk checks.

    At most `most` rows. With `resumes` the first record is the last one of the part before.
    `seal` is the newest row of the whole history that an operator pruned by.
    """

    most: int
    resumes: bool = False
    seal: Record | None = None


class Check:
    """One walk over the older rows and the chain."""

    def __init__(
        self, key: bytes, exported: Link | None = None, *, part: Part | None = None
    ) -> None:
        """Take the key of the chain.

        `exported` is a head that was written down earlier. Without a `part` the walk is over
        everything.
        """
        self._key, self._part = key, part
        self.older, self.walk, self.faults = Fold(key), Walk(key), list[Fault]()
        self.rows, self.number = 0, 0
        # The gaps among older rows. They are faults unless the chain closed the rows as they are.
        self.gaps = list[Fault]()
        self.first: Record | None = None
        self.seal = part.seal if part else None
        self.exported, self.met_exported = exported, exported is None

    def run(self, records: Iterator[tuple[Record, str]], head: Link) -> Verdict:
        """Return what is wrong with records that lead to `head`.

        Each comes with the column that is spelled in another way, or "".
        """
        left = None
        try:
            for record, column in records:
                if self._part and self.rows == self._part.most:
                    left = self.number
                    self.faults += self._unsealed_start()
                    break
                self.faults += self._next(record)
                if column:
                    what = f"was changed: its {column} is not spelled as the server spells it"
                    self.faults.append(Fault(record.number, what))
                self.number = record.number
                if len(self.faults) >= ENOUGH:
                    break
            else:
                self.faults += self._end(head)
        except UNREADABLE:
            self.faults.append(Fault(self.number + 1, UNREAD))
        pruned = self.first.number - 1 if self.first and self.seal else 0
        return Verdict(head, self.rows, self.older.count, self.faults, pruned, left)

    @property
    def _resumes(self) -> bool:
        return self._part is not None and self._part.resumes

    def _next(self, record: Record) -> Iterator[Fault]:
        if self._resumes and self.walk.at is None:
            self.walk.skip(record)
            return
        if not self.rows and not record.mac and not self._resumes:
            self._gap_before(record.number)
            self.older.add(record.number, record.facts)
            return
        self.rows += 1
        is_first = self.rows == 1 and not self._resumes
        faults = list(self._first(record) if is_first else self.walk.step(record))
        if record.facts["type"] == Event.PRUNED and not faults and self._is_newest_seal(record):
            self.seal = record
        yield from faults
        if self.exported and record.number == self.exported.number:
            self.met_exported = True
            if record.mac != self.exported.mac:
                yield Fault(record.number, "is not the one that was exported as the head")

    def _is_newest_seal(self, record: Record) -> bool:
        return self.seal is None or record.number > self.seal.number

    def _gap_before(self, number: int) -> None:
        first = max(self.number, 0) + 1
        if number > first and len(self.gaps) < ENOUGH:
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
        if self.first is None:
            return
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
        yield from self._unsealed_start()
        if not self.rows and self.number and not self._resumes:
            self._gap_before(head.number + 1)
            yield from self.gaps
        if head.mac or self.rows:
            yield from self.walk.end(head)
        elif not self.number:
            yield Fault(1, "and all after it are missing: the history was emptied")
        else:
            yield Fault(self.number, _UNCLOSED)
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
