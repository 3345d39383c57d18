"""The rows of policies: a level for everybody, role or group."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from app.core.errors import Conflict, NotFound
from app.core.text import _
from app.db import insert_row
from app.db.versions import conflicting
from app.extensions import db, settings
from app.policy.levels import ADMINS, EVERYBODY, EVERYONE, LEVELS, OPTIONAL, TWO_FACTOR
from app.policy.models import Policy
from app.users.models import ADMIN, ROLES, Group

_ADMINS_SCOPE = f"role:{ADMIN}"


@dataclass(frozen=True)
class Scope:
    """Whom a policy asks: everybody, a role or a group."""

    key: str
    name: str
    role: str | None = None
    group_id: str | None = None


EVERYBODYS = Scope(EVERYBODY, EVERYBODY)


@dataclass(frozen=True)
class Listed:
    """The policy of one scope.

    `until` is the level that holds before the date of a stricter one. `version` is 0 for the
    setting, which has no row.
    """

    group: str
    level: str
    starts_at: datetime | None
    grace_days: int
    version: int
    until: str | None = None


def scope_of(group: str | None) -> Scope:
    """Return the scope of a group's or a role's name, or everybody's.

    Raises NotFound, or Conflict for the word for everybody where a group has that name.
    """
    if group is None:
        return EVERYBODYS
    if group in ROLES:
        return Scope(f"role:{group}", group, role=group)
    group_id = db.session.scalar(select(Group.id).where(Group.name == group))
    if group == EVERYBODY:
        if group_id is not None:
            raise Conflict(_("A group has this name too. Leave it out to name everybody."))
        return EVERYBODYS
    if group_id is None:
        raise NotFound(_("There is no group {name}.").format(name=group))
    return Scope(f"group:{group_id}", group, group_id=group_id)


def list_policies() -> list[Listed]:
    """Return the policy of each scope: everybody's first, then roles, then groups.

    Where no policy was ever set, these are what TWO_FACTOR_POLICY says.
    """
    rows = db.session.execute(
        select(Policy, Group.name)
        .outerjoin(Group, Group.id == Policy.group_id)
        .order_by(Policy.group_id.is_not(None), Policy.role.is_not(None), Group.name, Policy.role)
    ).all()
    if not rows:
        return [Listed(scope.name, level, None, 0, 0) for scope, level in _of_setting()]
    found: dict[str, list[tuple[Policy, str]]] = {}
    for policy, group in rows:
        found.setdefault(policy.scope, []).append((policy, group or policy.role or EVERYBODY))
    return [_listed(each) for each in found.values()]


def strictest(tx: Session, scope: Scope) -> Policy | None:
    """Lock the rows of a scope; return the strictest or None."""
    rows = select(Policy).where(Policy.scope == scope.key).with_for_update()
    found = tx.scalars(rows.execution_options(populate_existing=True)).all()
    return max(found, key=_rank, default=None)


def level_before(tx: Session, scope: Scope) -> str:
    """Return the level that a scope has before a change."""
    latest = strictest(tx, scope)
    if latest is not None:
        return latest.level
    of_setting = () if _has_rows(tx) else _of_setting()
    return next((level for each, level in of_setting if each == scope), OPTIONAL)


def write_out_setting(tx: Session, now: datetime) -> list[Scope]:
    """Write rows for what TWO_FACTOR_POLICY asks, unless a policy was set before.

    Neither a policy for a group nor one that waits must take away what the setting asks. Returns
    the scopes that were written.
    """
    asked = [] if _has_rows(tx) else _of_setting()
    for scope, level in asked:
        insert_row(tx, policy_row(scope, level, now))
    return [scope for scope, _level in asked]


def write(tx: Session, scope: Scope, level: str, *, starts_at: datetime, grace_days: int) -> None:
    """Set the level of a scope whose rows are locked.

    Its stricter rows go. Weaker ones hold until the date of the new one. `optional` removes the
    rows of a role or a group. Raises Conflict where its group was deleted meanwhile.
    """
    version = 1 + (tx.scalar(select(func.max(Policy.version))) or 0)
    weaker = () if level == OPTIONAL else LEVELS[1 : LEVELS.index(level)]
    tx.execute(delete(Policy).where(Policy.scope == scope.key, Policy.level.not_in(weaker)))
    if level == OPTIONAL and scope != EVERYBODYS:
        # The number of a removed row never comes again: a page that saw it is older (A10).
        everybodys = update(Policy).where(Policy.scope == EVERYBODY)
        tx.execute(everybodys.values(version=version))
        return
    with conflicting(_("There is no such group.")):
        insert_row(tx, policy_row(scope, level, starts_at, grace_days=grace_days, version=version))


def policy_row(
    scope: Scope, level: str, starts_at: datetime, *, grace_days: int = 0, version: int = 1
) -> Policy:
    """Return a row of the policy that is not stored yet."""
    return Policy(
        scope=scope.key,
        level=level,
        role=scope.role,
        group_id=scope.group_id,
        starts_at=starts_at,
        grace_days=grace_days,
        version=version,
    )


def _has_rows(tx: Session) -> bool:
    return tx.scalar(select(Policy.level).limit(1)) is not None


def _of_setting() -> list[tuple[Scope, str]]:
    word = settings().two_factor_policy
    if word == EVERYONE:
        return [(EVERYBODYS, TWO_FACTOR)]
    admins = Scope(_ADMINS_SCOPE, ADMIN, role=ADMIN)
    everybodys = [(EVERYBODYS, OPTIONAL)]
    return [*everybodys, (admins, TWO_FACTOR)] if word == ADMINS else everybodys


def _listed(rows: list[tuple[Policy, str]]) -> Listed:
    rows.sort(key=lambda row: _rank(row[0]))
    policy, group = rows[-1]
    until = rows[-2][0].level if len(rows) > 1 else None
    return Listed(group, policy.level, policy.starts_at, policy.grace_days, policy.version, until)


def _rank(policy: Policy) -> int:
    return LEVELS.index(policy.level)
