"""`users import --update`: role, groups and disabling of accounts that are there."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.by_operator import give_role, switch_off, switch_on
from app.core.act import Act
from app.core.errors import Conflict
from app.core.text import _
from app.db import write_tx
from app.db.versions import next_version
from app.groups.members import Moved, set_groups, tell_moved
from app.transfer import fields
from app.transfer.csv_rows import csv_rows
from app.transfer.formats import text_in
from app.transfer.records import BadLine, Fault, read_each
from app.users.models import User
from app.users.service import lock_people

COLUMNS = ("email", "role", "groups", "disabled")
NO_GROUPS = "(none)"


@dataclass(frozen=True)
class Change:
    """What one line asks for; None leaves a value as it is."""

    line: int
    email: str
    role: str | None
    groups: tuple[str, ...] | None
    is_disabled: bool | None


@dataclass
class Updated:
    """What became of a file: counts, and the lines that were refused."""

    changed: int = 0
    unchanged: int = 0
    faults: list[Fault] = field(default_factory=list)


class _OnlyTried(Exception):
    """Rolls a try back."""


def read_changes(raw: bytes) -> list[Change | Fault]:
    """Return what the lines of a CSV file ask for.

    Raises BadLine where the file as a whole cannot be read.
    """
    return list(read_each(csv_rows(text_in(raw), COLUMNS), _parse))


def update(entries: Iterable[Change | Fault], *, dry_run: bool, act: Act) -> Updated:
    """Make each change in a transaction of its own.

    What is so already stays, so that a stopped update can be run again. A dry run rolls each change
    back.
    """
    done, seen = Updated(), set[str]()
    for entry in entries:
        if isinstance(entry, Fault):
            done.faults.append(entry)
        elif entry.email in seen:
            done.faults.append(Fault(entry.line, "its address stands on an earlier line"))
        else:
            seen.add(entry.email)
            _settle(entry, done, dry_run=dry_run, act=act)
    return done


def _settle(change: Change, done: Updated, *, dry_run: bool, act: Act) -> None:
    try:
        is_changed = _make(change, dry_run=dry_run, act=act)
    except BadLine as wrong:
        done.faults.append(Fault(change.line, str(wrong)))
    except Conflict:
        done.faults.append(Fault(change.line, "it is the last administrator's"))
    else:
        done.changed += is_changed
        done.unchanged += not is_changed


def _make(change: Change, *, dry_run: bool, act: Act) -> bool:
    is_changed = False
    try:
        with write_tx() as tx:
            user = _lock(tx, change.email)
            is_changed = _apply(tx, user, change, act)
            if dry_run:
                raise _OnlyTried
    except _OnlyTried:
        pass
    return is_changed


def _lock(tx: Session, email: str) -> User:
    """Lock the account of an address, with all administrators' in one order."""
    user_id = tx.scalar(select(User.id).where(User.email == email)) or ""
    user = lock_people(tx, user_id, admins=True).get(user_id)
    if user is None or user.email != email:
        raise BadLine("there is no account of its address")
    return user


def _apply(tx: Session, user: User, change: Change, act: Act) -> bool:
    has_role = change.role in (None, user.role)
    is_so = change.is_disabled in (None, user.disabled_at is not None)
    if change.role is not None and not has_role:
        give_role(tx, user, change.role, act=act)
    if change.is_disabled and not is_so:
        switch_off(tx, user, _("disabled your account"), act=act)
    elif not is_so:
        switch_on(tx, user, act=act)
    moved = Moved((), ()) if change.groups is None else set_groups(tx, user, change.groups, act=act)
    if any(moved):
        tell_moved(tx, user, moved, act=act)
    is_changed = any(moved) or not (has_role and is_so)
    if is_changed:
        next_version(user, None)
    return is_changed


def _parse(line: int, row: Mapping[str, Any] | None) -> Change:
    if row is None:
        raise BadLine("it has a field without a column, or a quote without its end")
    disabled, groups = row.get("disabled"), (row.get("groups") or "").strip()
    return Change(
        line=line,
        email=fields.address(row.get("email")),
        role=fields.role(row["role"]) if row.get("role") else None,
        groups=fields.groups("" if groups == NO_GROUPS else groups) if groups else None,
        is_disabled=fields.yes_or_no(disabled, default=False) if disabled else None,
    )
