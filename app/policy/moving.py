"""Policies and dates as an export carries them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.audit.events import Event
from app.audit.service import record
from app.core.act import Act
from app.core.errors import NotFound
from app.db import insert_row, write_tx
from app.db.upsert import upsert
from app.groups.service import add_group
from app.groups.stamp import renew_stamp
from app.policy.levels import EVERYBODY, OPTIONAL
from app.policy.models import Policy, PolicyDate
from app.policy.rows import EVERYBODYS, Scope, policy_row, scope_of
from app.users.models import Group


@dataclass(frozen=True)
class KeptPolicy:
    """One row of the policy; `group` also names everybody or a role."""

    group: str
    level: str
    starts_at: datetime
    grace_days: int


@dataclass(frozen=True)
class KeptDate:
    """The date of one person for a policy."""

    group: str
    level: str
    told_at: datetime
    due_at: datetime
    reminded: int | None = None


def kept_policies(tx: Session) -> list[KeptPolicy]:
    """Return every row of the policy."""
    rows = select(Policy, Group.name).outerjoin(Group, Group.id == Policy.group_id)
    return [
        KeptPolicy(
            name or policy.role or EVERYBODY, policy.level, policy.starts_at, policy.grace_days
        )
        for policy, name in tx.execute(rows.order_by(Policy.scope, Policy.level))
    ]


def kept_dates(tx: Session) -> Mapping[str, Sequence[KeptDate]]:
    """Return the dates of each person, by their id.

    A date for a group that was deleted asks nobody any more, and is left out.
    """
    names = {f"group:{each.id}": each.name for each in tx.scalars(select(Group))}
    found: dict[str, list[KeptDate]] = {}
    for row in tx.scalars(select(PolicyDate).order_by(PolicyDate.scope, PolicyDate.level)):
        name = _name(row.scope, names)
        if name is not None:
            kept = KeptDate(name, row.level, row.told_at, row.due_at, row.reminded)
            found.setdefault(row.user_id, []).append(kept)
    return found


def adopt_policies(policies: Sequence[KeptPolicy], *, act: Act) -> bool:
    """Set the policies of another instance, and return whether they were set.

    Policies that an operator has set here stay. A group that is missing here is made.
    """
    if not policies:
        return False
    with write_tx() as tx:
        if tx.scalar(select(func.count()).select_from(Policy)):
            return False
        renew_stamp(tx)
        for each in policies:
            _adopt(tx, each, act)
    return True


def adopt_dates(tx: Session, user_id: str, dates: Sequence[KeptDate]) -> None:
    """Give a person the dates that they were told elsewhere."""
    for each in dates:
        scope = _scope_here(each.group)
        if scope is not None:
            row = {"user_id": user_id, "scope": scope.key, "level": each.level}
            told = {"told_at": each.told_at, "due_at": each.due_at, "reminded": each.reminded}
            upsert(tx, PolicyDate, {**row, **told}, key=tuple(row))


def _adopt(tx: Session, kept: KeptPolicy, act: Act) -> None:
    scope = _scope_here(kept.group)
    if scope is None:
        add_group(tx, kept.group, act=act)
        scope = scope_of(kept.group)
    insert_row(tx, policy_row(scope, kept.level, kept.starts_at, grace_days=kept.grace_days))
    record(
        tx,
        Event.POLICY_CHANGED,
        subject_id=None,
        act=act,
        group=kept.group,
        before=OPTIONAL,
        after=kept.level,
        starts=f"{kept.starts_at:%FT%TZ}",
        grace=kept.grace_days,
    )


def _scope_here(group: str) -> Scope | None:
    if group == EVERYBODY:
        return EVERYBODYS
    try:
        return scope_of(group)
    except NotFound:
        return None


def _name(scope: str, groups: Mapping[str, str]) -> str | None:
    kind, _, name = scope.partition(":")
    if kind == "group":
        return groups.get(scope)
    return name or EVERYBODY
