"""What the policy asks of a person now: one SQL expression.

Guards, the fast way, forward-auth, the report and the page all read it. So the report says what is
enforced (G10).
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    String,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal_column,
    or_,
    select,
)
from sqlalchemy.orm import Session

from app.db.clock import DATABASE_NOW, clock_values
from app.db.compact import compact
from app.db.reads import find_row
from app.extensions import settings
from app.factors.models import Passkey
from app.policy.levels import (
    ADMINS,
    EVERYBODY,
    EVERYONE,
    LEVELS,
    NOTHING,
    PASSKEY_NEEDED,
    SECOND_FACTOR,
)
from app.policy.models import Policy, PolicyDate
from app.users.models import ADMIN, GroupMember, User

# The digits of the expression: in force, asked, marked by an operator, met.
_IN_FORCE, _ASKED, _MARKED = 1000, 100, 10
_SETTING_ASKS = SECOND_FACTOR * _IN_FORCE + SECOND_FACTOR * _ASKED


def _fixed(value: int | str) -> ColumnElement[Any]:
    """Return a constant of this module as SQL text.

    SQLAlchemy passes each parameter anew with every statement. This expression would have thirty
    more of them.
    """
    return literal_column(repr(value), Integer() if isinstance(value, int) else String())


_RANKS = [_fixed(rank) for rank in range(len(LEVELS))]
RANK: ColumnElement[int] = case(
    {_fixed(level): rank for level, rank in zip(LEVELS, _RANKS, strict=True)}, value=Policy.level
)
# Whether a policy is a person's. The statement around it has `users`.
APPLIES: ColumnElement[bool] = or_(
    Policy.scope == _fixed(EVERYBODY),
    Policy.role == User.role,
    exists()
    .where(GroupMember.user_id == User.id, GroupMember.group_id == Policy.group_id)
    .correlate_except(GroupMember),
)
# The date of a person for a policy.
OWN_DATE: ColumnElement[bool] = and_(
    PolicyDate.user_id == User.id,
    PolicyDate.scope == Policy.scope,
    PolicyDate.level == Policy.level,
)
# Whether a policy holds for a person who lacks what it asks for: from its start, and from their own
# date where one is written. Whoever was never told has all days of grace before them (G02).
HOLDS: ColumnElement[bool] = and_(
    Policy.starts_at <= DATABASE_NOW,
    func.coalesce(PolicyDate.due_at <= DATABASE_NOW, Policy.grace_days == _fixed(0)),
)
# Everybody's row is there where any is, so NULL means that no policy was ever set.
_SETTING = case(
    (User.role == _fixed(ADMIN), bindparam("admins_asked", type_=Integer)),
    else_=bindparam("people_asked", type_=Integer),
)
# Only a passkey of this host is of use here.
_HAS_PASSKEY = (
    exists()
    .where(Passkey.user_id == User.id, Passkey.rp_id == bindparam("policy_host"))
    .correlate_except(Passkey)
)
_MET = case(
    (User.two_factor_enabled_at.is_(None), _RANKS[NOTHING]),
    (_HAS_PASSKEY, _RANKS[PASSKEY_NEEDED]),
    else_=_RANKS[SECOND_FACTOR],
)
# Whoever has it and was never told needs no time: it holds from its start, also that codes finish
# nothing beside a passkey (G07).
_NEEDS_NO_TIME = and_(Policy.starts_at <= DATABASE_NOW, PolicyDate.user_id.is_(None), RANK <= _MET)
_LEVEL = func.max(case((or_(HOLDS, _NEEDS_NO_TIME), RANK), else_=_RANKS[NOTHING]))
_ASKS = (
    select(_LEVEL * _fixed(_IN_FORCE) + func.max(RANK) * _fixed(_ASKED))
    .select_from(Policy)
    .outerjoin(PolicyDate, OWN_DATE)
    .where(APPLIES)
    .correlate(User)
    .scalar_subquery()
)
_MARK = case((User.must_enrol_at.is_not(None), _fixed(_MARKED)), else_=_fixed(0))
STANDING: ColumnElement[int] = compact(func.coalesce(_ASKS, _SETTING) + _MARK + _MET)
_OF_USER = select(STANDING).where(User.id == bindparam("user_id"))


@dataclass(frozen=True, slots=True)
class Standing:
    """What the policy asks of a person, and what they have.

    All three are ranks of `LEVELS`. `level` is in force. `asked` is in force or waits for its date.
    """

    level: int
    asked: int
    met: int

    @property
    def is_stopped(self) -> bool:
        """Whether the person has to enrol before anything else (G03)."""
        return self.level > self.met

    @property
    def next_level(self) -> int:
        """The rank that the person has to meet next.

        Where one holds already, any factor that meets it opens the account again (G12). A stricter
        one that waits for its date is asked for after that.
        """
        return self.level if self.is_stopped else self.asked

    @property
    def has_time(self) -> bool:
        """Whether the person has to enrol by a date to come (G04)."""
        return not self.is_stopped and self.asked > self.met

    @property
    def needs_passkey(self) -> bool:
        """Whether codes finish nothing, because the person has a passkey (G07)."""
        return self.level == PASSKEY_NEEDED == self.met


@cache
def standing_of(told: int) -> Standing:
    """Return what a value of `STANDING` says."""
    level, asked, marked, met = (int(digit) for digit in f"{told:04}")
    least = SECOND_FACTOR if marked else NOTHING
    return Standing(max(level, least), max(asked, least), met)


def standing_values() -> dict[str, Any]:
    """Return the values of a statement that holds `STANDING`."""
    found = settings()
    word = found.two_factor_policy
    return {
        **clock_values(),
        "policy_host": found.passkey_host,
        "people_asked": _SETTING_ASKS if word == EVERYONE else NOTHING,
        "admins_asked": _SETTING_ASKS if word in {ADMINS, EVERYONE} else NOTHING,
    }


def find_standing(user_id: str) -> Standing:
    """Return the standing of a user, by one read."""
    found = find_row(_OF_USER, user_id=user_id, **standing_values())
    return standing_of(found[0]) if found else Standing(NOTHING, NOTHING, NOTHING)


def standing_within(tx: Session, user_id: str) -> Standing:
    """Return the standing of a user as a transaction sees it."""
    return standing_of(tx.execute(_OF_USER, {"user_id": user_id, **standing_values()}).scalar_one())
