"""The date from which a policy holds for one person (G01, G02).

It is written with the first answer or mail that tells it, and only an operator moves it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, bindparam, case, not_, select, update
from sqlalchemy.orm import Session

from app.audit.events import Event
from app.audit.service import record
from app.core.act import Act
from app.core.errors import Conflict, InvalidRequest
from app.core.text import _, moment_text
from app.db import rows_changed, write_tx
from app.db.clock import clock_values, moment_within
from app.db.reads import find_rows
from app.db.upsert import insert, upsert
from app.db.versions import next_version
from app.groups.stamp import renew_stamp
from app.mail.owners import tell_owner
from app.policy.levels import NOTHING
from app.policy.models import Policy, PolicyDate
from app.policy.rows import write_out_setting
from app.policy.standing import APPLIES, HOLDS, OWN_DATE, RANK
from app.users.models import User
from app.users.service import lock_by_email, lock_user

# No date is earlier than the start of its policy, also where that was moved.
DUE = case(
    (Policy.starts_at > PolicyDate.due_at, Policy.starts_at),
    else_=PolicyDate.due_at,
)
_KEY = ("user_id", "scope", "level")
# The days before a date at which a mail goes.
REMIND_DAYS = (1, 3, 7, 14)


@dataclass(frozen=True)
class Asked:
    """One policy that asks a person, and their date or None."""

    scope: str
    level: str
    starts_at: datetime
    grace_days: int
    due: datetime | None

    def date(self, now: datetime) -> datetime:
        """Return the person's date, or the one that they get now."""
        return self.due or max(self.starts_at, now + timedelta(days=self.grace_days))


_COLUMNS = (
    Policy.scope,
    Policy.level,
    Policy.starts_at,
    Policy.grace_days,
    DUE.label("due"),
)
_OF_USER: Select[Any] = (
    select(*_COLUMNS)
    .select_from(User)
    .join(Policy, APPLIES)
    .outerjoin(PolicyDate, OWN_DATE)
    .where(User.id == bindparam("user_id"), bindparam("met") < RANK)
)
_WAITING = _OF_USER.where(not_(HOLDS))


def set_up_by(user_id: str, met: int) -> datetime | None:
    """Write and return the date by which a person has to enrol.

    `met` is the rank of what they have. Returns None where nothing waits for a date.
    """
    waiting = [*_asked(find_rows(_WAITING, user_id=user_id, met=met, **clock_values()))]
    if any(each.due is None for each in waiting):
        with write_tx() as tx:
            lock_user(tx, user_id)  # two first answers at once write one date
            found = tx.execute(_WAITING, {"user_id": user_id, "met": met, **clock_values()})
            waiting = [*_asked(found.all())]
            moment = moment_within(tx)
            dates = [tell(tx, user_id, each, moment) for each in waiting]
    else:
        dates = [each.due for each in waiting if each.due is not None]
    return min(dates, default=None)


def tell(tx: Session, user_id: str, policy: Asked, now: datetime) -> datetime:
    """Return a person's date, and write it where they have none."""
    if policy.due is not None:
        return policy.due
    due = policy.date(now)
    row = {**_key(user_id, policy), "told_at": now, "due_at": due, "reminded": None}
    written = insert(tx, PolicyDate).values(row).on_conflict_do_nothing(index_elements=_KEY)
    return due if rows_changed(tx, written) else _written(tx, user_id, policy)


def tell_by_mail(tx: Session, people: Sequence[tuple[User, Asked]], now: datetime) -> None:
    """Write dates that a mail tells: no other follows at once.

    The caller has locked the people.
    """
    had, new = list[dict[str, Any]](), list[dict[str, Any]]()
    for user, policy in people:
        due = policy.date(now)
        row = {**_key(user.id, policy), "reminded": days_mailed(due, now)}
        if policy.due is None:
            new.append({**row, "told_at": now, "due_at": due})
        else:
            had.append(row)
    if had:
        tx.execute(update(PolicyDate), had)
    if new:
        tx.execute(insert(tx, PolicyDate), new)


def days_mailed(due: datetime, now: datetime) -> int | None:
    """Return which of `REMIND_DAYS` has come, or None where none has."""
    return next((days for days in REMIND_DAYS if due - now <= timedelta(days=days)), None)


def remind_anew(tx: Session, scope: str, level: str, starts_at: datetime) -> None:
    """Let mails go again before dates that a later start moved."""
    own = (PolicyDate.scope == scope, PolicyDate.level == level)
    moved = update(PolicyDate).where(*own, PolicyDate.due_at < starts_at)
    tx.execute(moved.values(reminded=None))


def extend(email: str, until: datetime, *, act: Act) -> User:
    """Move a person's dates to a later moment, and mail the person.

    Returns the user. Raises NotFound, InvalidRequest where the moment has passed, or Conflict where
    no policy asks the person, an operator's reset does, or their date is as late already.
    """
    until = until.astimezone(UTC)
    with write_tx() as tx:
        renew_stamp(tx)  # as each change of the policy does first
        user = lock_by_email(tx, email)
        moment = moment_within(tx)
        if until <= moment:
            raise InvalidRequest(_("That moment has passed."))
        if user.must_enrol_at is not None:
            told = _("{email} has to set up a factor since a reset, and no date moves that.")
            raise Conflict(told.format(email=user.email))
        write_out_setting(tx, moment)
        _move(tx, user, until, moment)
        next_version(user, None)
        record(tx, Event.POLICY_EXTENDED, subject_id=user.id, act=act, until=f"{until:%FT%TZ}")
        what = _("gave you until {moment} to set up your sign-in")
        tell_owner(tx, user, what.format(moment=moment_text(until)), act=act)
    return user


def _move(tx: Session, user: User, until: datetime, now: datetime) -> None:
    values = {"user_id": user.id, "met": NOTHING, **clock_values()}
    asked = [*_asked(tx.execute(_OF_USER, values).all())]
    earlier = [each for each in asked if each.date(now) < until]
    if not asked:
        raise Conflict(_("No policy asks {email} for anything.").format(email=user.email))
    if not earlier:
        raise Conflict(_("{email} has as much time already.").format(email=user.email))
    for each in earlier:
        row = {**_key(user.id, each), "told_at": now}
        moved = {"due_at": until, "reminded": days_mailed(until, now)}
        upsert(tx, PolicyDate, {**row, **moved}, key=_KEY, renews=tuple(moved))


def _written(tx: Session, user_id: str, policy: Asked) -> datetime:
    found = select(PolicyDate.due_at).where(PolicyDate.user_id == user_id, *_own(policy))
    return max(policy.starts_at, tx.scalars(found).one())


def _key(user_id: str, policy: Asked) -> dict[str, Any]:
    return {"user_id": user_id, "scope": policy.scope, "level": policy.level}


def _own(policy: Asked) -> tuple[ColumnElement[bool], ...]:
    return (PolicyDate.scope == policy.scope, PolicyDate.level == policy.level)


def _asked(rows: Iterable[Row[Any]]) -> Iterator[Asked]:
    for scope, level, starts_at, grace_days, due in map(tuple, rows):
        yield Asked(scope, level, starts_at, grace_days, due)
