"""Imports records in batches.

A batch is written as a whole or not at all. Records that exist already are skipped.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from app.db import end_read, write_tx
from app.transfer.records import Entry, Fault, Record
from app.twofactor.ahead import is_ahead

NO_ACCOUNT, NO_FACTOR = "no account", "no factor"
_AHEAD = "its app's last used code is from the future: a clock was ahead"


class ImportTarget(Protocol):
    """How one kind of import checks and writes a record."""

    def exists(self, record: Record) -> bool:
        """Tell whether a record was written already."""
        ...

    def left_out(self, record: Record) -> str | None:
        """Return NO_ACCOUNT or NO_FACTOR where there is nothing to write, else None."""
        ...

    def refusal(self, record: Record) -> str | None:
        """Return why a record cannot be written, or None where it can."""
        ...

    def write(self, tx: Session, record: Record, now: datetime) -> "ImportedRecord | None":
        """Write a record; return None where it exists by now."""
        ...


@dataclass(frozen=True)
class ImportedRecord:
    """What an operator should hear of one written record."""

    has_factor: bool = False
    is_weak: bool = False
    lost_codes: bool = False
    lacks_password: bool = False
    replaced: bool = False
    notified: bool = False
    lost_id: bool = False
    has_passkeys_elsewhere: bool = False


@dataclass
class Summary:
    """What became of a file: counts, and the lines that were refused.

    `left_out` has the addresses of records that hold no batch back, by reason. `lacking` has the
    addresses of accounts that arrive without something, by its name.
    """

    imported: int = 0
    skipped: int = 0
    held_back: int = 0
    taken: list[ImportedRecord] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    left_out: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    lacking: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def count(self, name: str) -> int:
        """Return how many written records have a property."""
        return sum(getattr(each, name) for each in self.taken)


def take_in(
    entries: Sequence[Entry],
    taking: ImportTarget,
    *,
    batch: int,
    dry_run: bool,
    progress: Callable[[int], None],
    now: datetime,
) -> Summary:
    """Import entries; call `progress` with the size of each batch.

    A batch with a fault is held back as a whole. An import can be stopped at any time and run
    again: it skips the records that were written.
    """
    summary, seen = Summary(), set[str]()
    for start in range(0, len(entries), batch):
        part = entries[start : start + batch]
        faults, fresh = _sift(part, taking, seen, summary, now)
        if faults:
            summary.faults += faults
            summary.held_back += len(fresh)
        elif dry_run:
            summary.imported += len(fresh)
            _note_lacking(fresh, summary)
        else:
            _write(fresh, taking, summary, now)
        progress(len(part))
    return summary


def _sift(
    part: Sequence[Entry], taking: ImportTarget, seen: set[str], summary: Summary, now: datetime
) -> tuple[list[Fault], list[Record]]:
    """Sort a batch into faults and records to write.

    Records that exist already are counted as skipped. Others are left out.
    """
    faults, fresh = [], []
    for entry in part:
        if isinstance(entry, Fault):
            faults.append(entry)
        elif again := _stands_above(entry, seen):
            faults.append(Fault(entry.line, f"{again} stands on an earlier line"))
        elif taking.exists(entry):
            summary.skipped += 1
        elif left := taking.left_out(entry):
            summary.left_out[left].append(entry.email)
        elif reason := _AHEAD if _is_ahead(entry, now) else taking.refusal(entry):
            faults.append(Fault(entry.line, reason))
        else:
            fresh.append(entry)
        if isinstance(entry, Record):
            seen.update([entry.email, *_passkey_names(entry)])
    end_read()
    return faults, fresh


def _stands_above(record: Record, seen: set[str]) -> str | None:
    if record.email in seen:
        return "its address"
    names = _passkey_names(record)
    is_told = len(set(names)) < len(names) or not seen.isdisjoint(names)
    return "one of its passkeys" if is_told else None


def _passkey_names(record: Record) -> list[str]:
    """Return what no two accounts share: credential ids and the handle."""
    ids = [each.credential_id for each in record.passkeys]
    return [*ids, record.handle] if ids and record.handle else ids


def _is_ahead(record: Record, now: datetime) -> bool:
    return any(is_ahead(each.last_step, each.totp.period, now) for each in record.apps)


def _note_lacking(taken: Sequence[Record], summary: Summary) -> None:
    for record in taken:
        for name in record.lacks:
            summary.lacking[name].append(record.email)


def _write(fresh: Sequence[Record], taking: ImportTarget, summary: Summary, now: datetime) -> None:
    if not fresh:
        return
    with write_tx() as tx:
        written = [taking.write(tx, record, now) for record in fresh]
    taken = [each for each in written if each is not None]
    pairs = zip(fresh, written, strict=True)
    _note_lacking([record for record, told in pairs if told is not None], summary)
    summary.taken += taken
    summary.imported += len(taken)
    summary.skipped += len(written) - len(taken)
