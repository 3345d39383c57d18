"""A keyed hash chain over numbered records.

Each MAC covers the record, its number and the MAC before it. Without the key, nobody can change,
remove, move or insert a record unnoticed.
"""

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Link:
    """A position in the chain: a record's number and its MAC.

    A kept link proves later that the records up to it are unchanged.
    """

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
        """The position of the chain after this record."""
        return Link(self.number, self.mac)


@dataclass(frozen=True)
class Fault:
    """A defect of the chain, and the number of its record."""

    number: int
    what: str


def mac_of(key: bytes, number: int, facts: Mapping[str, Any], *, after: str) -> str:
    """Return the MAC, in hex, of a record after the MAC `after`.

    The MAC covers one canonical JSON text of number, `after` and `facts`, so that two different
    records never have the same text.
    """
    text = json.dumps([number, after, facts], sort_keys=True, separators=(",", ":"))
    return hmac.new(key, text.encode("ascii"), hashlib.sha256).hexdigest()


class Fold:
    """One MAC over a sequence of records outside the chain.

    It begins and ends differently from the chain, so that no MAC of the one is valid in the other.
    """

    def __init__(self, key: bytes) -> None:
        """Start with no record."""
        self.count, self._key, self._mac = 0, key, "fold"

    def add(self, number: int, facts: Mapping[str, Any]) -> None:
        """Add the next record."""
        self.count, self._mac = self.count + 1, mac_of(self._key, number, facts, after=self._mac)

    def mac(self) -> str:
        """Return the MAC over the records added so far and their count."""
        return mac_of(self._key, self.count, {}, after=self._mac)


class Walk:
    """A check of the chain, record by record.

    After a fault, the check goes on from the stored MAC, so that one edited record is one fault.
    """

    def __init__(self, key: bytes) -> None:
        """Start before the first record."""
        self.at: Link | None = None
        self._key = key

    def step(self, record: Record) -> Iterator[Fault]:
        """Yield what is wrong with the next record."""
        before, self.at = self.at, record.link
        if before is not None and record.number != before.number + 1:
            # The record before is missing, and without its MAC this record cannot be checked.
            yield Fault(before.number + 1, missing(before.number + 1, record.number - 1))
            return
        after = before.mac if before else ""
        expected = mac_of(self._key, record.number, record.facts, after=after)
        if expected != record.mac:  # not in constant time: no client can measure it
            yield Fault(record.number, "was changed, moved, or written without the key")

    def skip(self, record: Record) -> None:
        """Go on after a record whose own MAC cannot be checked."""
        self.at = record.link

    def end(self, head: Link) -> Iterator[Fault]:
        """Yield what is wrong at the end of the records.

        `head` is the position at which the chain should end.
        """
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
    """Return a fault's text for the missing records `first` to `last`.

    The fault itself names `first`.
    """
    return "is missing" if first == last else f"and all up to {last} are missing"
