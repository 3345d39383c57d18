"""Who meets the policy, who has until when, and who is stopped.

The report reads the expression that is enforced (G10).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, bindparam, func, not_, or_, select

from app.core.errors import NotFound
from app.core.text import _
from app.extensions import db
from app.policy.counting import count_standings
from app.policy.dates import DUE
from app.policy.levels import LEVELS, NOTHING
from app.policy.models import Policy, PolicyDate
from app.policy.standing import (
    APPLIES,
    HOLDS,
    OWN_DATE,
    RANK,
    STANDING,
    Standing,
    standing_of,
    standing_values,
)
from app.users.models import User


class State(StrEnum):
    """How a person stands to the policy."""

    NOT_ASKED = "not_asked"
    MEETS = "meets"
    HAS_TIME = "has_time"
    STOPPED = "stopped"


@dataclass(frozen=True)
class Reported:
    """One person: the strictest level that asks them, and how they stand.

    `due` is the date of somebody who has time. It is None for who was never told: all days of grace
    are before them.
    """

    user: User
    level: str
    state: State
    due: datetime | None


# The first date that waits for a person who lacks what it asks for.
_FIRST_DUE = (
    select(func.min(DUE, type_=PolicyDate.due_at.type))
    .select_from(Policy)
    .join(PolicyDate, OWN_DATE)
    .where(APPLIES, not_(HOLDS), RANK > STANDING % 10)
    .correlate(User)
    .scalar_subquery()
)
_OF_USER = select(STANDING, _FIRST_DUE).where(User.id == bindparam("user_id"))
_PEOPLE: Select[Any] = (
    select(User, STANDING, _FIRST_DUE)
    .where(User.disabled_at.is_(None))
    .order_by(User.created_at, User.id)
)


def list_people(*, after: str = "", limit: int, state: State | None = None) -> Sequence[Reported]:
    """Return how enabled accounts stand, oldest first.

    The first one comes behind the account with the id `after`. With `state` the others are left
    out. Raises NotFound for an `after` that is no account.
    """
    chosen = _PEOPLE.limit(limit)
    if after:
        last = db.session.get(User, after)
        if last is None:
            raise NotFound(_("There is no such account."))
        behind = or_(User.created_at > last.created_at, User.id > last.id)
        chosen = chosen.where(User.created_at >= last.created_at, behind)
    if state is not None:
        told = [value for value in _values() if _state(standing_of(value)) is state]
        chosen = chosen.where(STANDING.in_(told))
    return [_reported(*row) for row in db.session.execute(chosen, standing_values())]


def date_of(user_id: str) -> datetime | None:
    """Return the date by which a person has to enrol.

    None where none waits, or where the person was not told yet. To look tells nobody, so it writes
    no date.
    """
    found = db.session.execute(_OF_USER, {"user_id": user_id, **standing_values()}).first()
    return found[1] if found and standing_of(found[0]).has_time else None


def count_states() -> dict[State, int]:
    """Return how many enabled accounts stand how."""
    found = dict.fromkeys(State, 0)
    for each in count_standings():
        found[_state(each.standing)] += each.number
    return found


def _reported(user: User, told: int, due: datetime | None) -> Reported:
    standing = standing_of(told)
    state = _state(standing)
    return Reported(user, LEVELS[standing.asked], state, due if state is State.HAS_TIME else None)


def _state(standing: Standing) -> State:
    if standing.is_stopped:
        return State.STOPPED
    if standing.has_time:
        return State.HAS_TIME
    return State.MEETS if standing.asked > NOTHING else State.NOT_ASKED


def _values() -> Iterator[int]:
    ranks = range(len(LEVELS))
    for level in ranks:
        for asked in ranks:
            for marked in (0, 1):
                for met in ranks:
                    yield level * 1000 + asked * 100 + marked * 10 + met
