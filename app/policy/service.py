"""Sets the policy: its rows, the history, and who is mailed."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.audit.events import Event
from app.audit.service import record
from app.core.act import Act
from app.core.errors import InvalidRequest
from app.core.text import _, _n
from app.db import write_tx
from app.db.clock import moment_within
from app.db.versions import changed_meanwhile
from app.groups.stamp import renew_stamp
from app.policy.admins import admins_inside, keep_admins_inside
from app.policy.announcing import Announced, announce, tell_admins
from app.policy.dates import remind_anew
from app.policy.levels import ADMINS, EVERYONE, OPTIONAL, TWO_FACTOR
from app.policy.rows import (
    EVERYBODYS,
    Scope,
    level_before,
    scope_of,
    strictest,
    write,
    write_out_setting,
)
from app.policy.standing import STANDING, standing_of, standing_values
from app.users.models import ADMIN, User

MOST_DAYS = 365


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What a policy shall be.

    `level` is one of `WORDS`. `group` names a group or a role; None stands for everybody. Without
    `starts_at` it starts now. `grace_days` is the time that each person has.
    """

    level: str
    group: str | None = None
    starts_at: datetime | None = None
    grace_days: int = 0


@dataclass(frozen=True)
class Changed:
    """What came of a new policy: counts of people.

    `mailed` were told of it, `stopped` have to enrol before anything else, and `admins_behind` are
    administrators who lack what will be asked of them.
    """

    mailed: int
    stopped: int
    admins_behind: int


def set_policy(wish: Wish, *, act: Act, version: int | None = None, force: bool = False) -> Changed:
    """Set the level of everybody, a role or a group.

    It is in force on every node from the next request. `version` is the one that the caller saw,
    None for an operator. `force` overrides the rule that an administrator must not fall outside
    (G06). Raises NotFound, InvalidRequest, or Conflict for an older version and where that rule
    refuses.
    """
    with write_tx() as tx:
        renew_stamp(tx)  # its row is the lock: one change of the policy at a time
        moment, steps = moment_within(tx), _steps(wish)
        _refuse_older(tx, steps[0][0], version)
        before = admins_inside(tx)
        written = write_out_setting(tx, moment) if _leaves_some(wish, moment) else []
        if wish.level == OPTIONAL and wish.group is None:
            steps += [(scope, OPTIONAL) for scope in written if scope != EVERYBODYS]
        mailed = [_set(tx, scope, level, wish, moment=moment, act=act) for scope, level in steps]
        if not force:
            keep_admins_inside(before, admins_inside(tx), act)
        return _changed(tx, sum(mailed))


def warnings_of(changed: Changed) -> list[str]:
    """Return what whoever set a policy should know before people call them."""
    stopped, behind = changed.stopped, changed.admins_behind
    told: list[str] = []
    if stopped:
        one = _n(
            "{count} person has to set up their sign-in at the next request.",
            "{count} people have to set up their sign-in at the next request.",
            stopped,
        )
        told.append(one.format(count=stopped))
    if behind:
        one = _n(
            "{count} administrator does not have yet what is asked of them.",
            "{count} administrators do not have yet what is asked of them.",
            behind,
        )
        told.append(one.format(count=behind))
    return told


def _changed(tx: Session, mailed: int) -> Changed:
    counted = select(User.role, STANDING, func.count()).where(User.disabled_at.is_(None))
    rows = tx.execute(counted.group_by(User.role, STANDING), standing_values())
    found = [(role, standing_of(told), many) for role, told, many in rows]
    stopped = sum(many for _role, each, many in found if each.is_stopped)
    behind = sum(many for role, each, many in found if role == ADMIN and each.asked > each.met)
    return Changed(mailed, stopped, behind)


def _leaves_some(wish: Wish, now: datetime) -> bool:
    """Tell whether some of what was asked before goes on."""
    waits = wish.grace_days or (wish.starts_at is not None and wish.starts_at > now)
    return wish.group is not None or wish.level == OPTIONAL or bool(waits)


def _steps(wish: Wish) -> list[tuple[Scope, str]]:
    if wish.level == EVERYONE and wish.group is None:
        return [(EVERYBODYS, TWO_FACTOR)]
    if wish.level == ADMINS and wish.group is None:
        return [(EVERYBODYS, OPTIONAL), (scope_of(ADMIN), TWO_FACTOR)]
    if wish.level == OPTIONAL and (wish.starts_at or wish.grace_days):
        told = _("Where nothing is asked it holds now, without a date and without days.")
        raise InvalidRequest(fields={"from" if wish.starts_at else "grace": [told]})
    if wish.level in {ADMINS, EVERYONE}:
        told = _("This word says whom it asks by itself: leave the group out.")
        raise InvalidRequest(fields={"group": [told]})
    return [(scope_of(wish.group), wish.level)]


def _refuse_older(tx: Session, scope: Scope, version: int | None) -> None:
    latest = strictest(tx, scope)
    if version is not None and version != (latest.version if latest is not None else 0):
        raise changed_meanwhile()


def _set(
    tx: Session,
    scope: Scope,
    level: str,
    wish: Wish,
    *,
    moment: datetime,
    act: Act,
) -> int:
    """Set the level of one scope; return how many people were mailed."""
    latest, before = strictest(tx, scope), level_before(tx, scope)
    starts_at = (wish.starts_at or moment).astimezone(UTC)
    starts_at, grace = (moment, 0) if level == OPTIONAL else (starts_at, wish.grace_days)
    write(tx, scope, level, starts_at=starts_at, grace_days=grace)
    if before == level == OPTIONAL:
        return 0
    if latest is not None and latest.starts_at < starts_at:
        remind_anew(tx, scope.key, level, starts_at)
    record(
        tx,
        Event.POLICY_CHANGED,
        subject_id=None,
        act=act,
        group=scope.name,
        before=before,
        after=level,
        starts=f"{starts_at:%FT%TZ}",
        grace=grace,
    )
    news = Announced(scope.name, before, level, starts_at, grace)
    tell_admins(tx, news, act=act)
    return announce(tx, scope, news, now=moment, act=act)
