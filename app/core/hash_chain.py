"""A keyed hash chain over numbered records: each MAC covers the record, its number and the MAC
before it, so that nothing can be changed, taken out, moved or put in without the key."""

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Link:
    """A place in the chain: the number of a record and its MAC. Who kept one can later tell
    whether the records up to it are still the same."""

    number: int
    mac: str


@dataclass(frozen=True)
class Record:
    """One stored record, with the MAC that was stored beside it."""

    number: int
    facts: Mapping[str, Any]
    mac: str

    @property
    def link(self) -> Link:
        """Where the chain stands after this record."""
        return Link(self.number, self.mac)


@dataclass(frozen=True)
class Fault:
    """What does not hold, and at which number."""

    number: int
    what: str


def mac_of(key: bytes, number: int, facts: Mapping[str, Any], *, after: str) -> str:
    """Return the MAC, in hex, of a record that follows the MAC `after`.

    `facts` is written as JSON in one canonical form; numbers and texts cannot run into each other.
    """
    text = json.dumps([number, after, facts], sort_keys=True, separators=(",", ":"))
    return hmac.new(key, text.encode("ascii"), hashlib.sha256).hexdigest()


class Fold:
    """One MAC over a run of records outside the chain, in their order.

    It begins and ends apart from the chain, so that neither's MACs are good for the other.
    """

    def __init__(self, key: bytes) -> None:
        """Start with no record."""
        self.count, self._key, self._mac = 0, key, "fold"

    def add(self, number: int, facts: Mapping[str, Any]) -> None:
        """Take the next record in."""
        self.count, self._mac = self.count + 1, mac_of(self._key, number, facts, after=self._mac)

    def mac(self) -> str:
        """Return the MAC over what was taken in so far, and over how much it was."""
        return mac_of(self._key, self.count, {}, after=self._mac)


class Walk:
    """A check that goes from record to record and remembers where it stands.

    It goes on after a fault, from the MAC that is stored: one edited record is one fault.
    """

    def __init__(self, key: bytes) -> None:
        """Start before the first record."""
        self.at: Link | None = None
        self._key = key

    def step(self, record: Record) -> Iterator[Fault]:
        """Yield what is wrong with the next record."""
        before, self.at = self.at, record.link
        if before is not None and record.number != before.number + 1:
            # What the record was linked to is gone: its own MAC can no longer be checked.
            yield Fault(before.number + 1, missing(before.number + 1, record.number - 1))
            return
        after = before.mac if before else ""
        expected = mac_of(self._key, record.number, record.facts, after=after)
        if expected != record.mac:  # both are in the database's hands: no timing to hide
            yield Fault(record.number, "was changed, moved, or written without the key")

    def skip(self, record: Record) -> None:
        """Go on behind a record whose own MAC cannot be checked."""
        self.at = record.link

    def end(self, head: Link) -> Iterator[Fault]:
        """Yield what is wrong where the records end and `head` says how far they should go."""
        if self.at is None:
            yield Fault(head.number, "and all of the chain before it are missing")
        elif self.at.number < head.number:
            first = self.at.number + 1
            yield Fault(first, f"{missing(first, head.number)}: the end was cut off")
        elif self.at.number > head.number:
            yield Fault(head.number + 1, "stands behind the head of the chain")
        elif self.at.mac != head.mac:
            yield Fault(head.number, "is not the one at which the head of the chain stands")


def missing(first: int, last: int) -> str:
    """Say that the records from `first`, of which a fault already tells, to `last` are missing."""
    return "is missing" if first == last else f"and all up to {last} are missing"
