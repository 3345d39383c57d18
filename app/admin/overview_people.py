"""How many accounts there are, and in which states."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select

from app.extensions import db, settings
from app.factors.models import Passkey
from app.invitations.listing import is_live
from app.invitations.models import Invitation
from app.lockout.counters import CODE
from app.lockout.models import AttemptKey, AttemptRow
from app.twofactor.enrolment import MOST_APPS
from app.twofactor.locked import locked_accounts
from app.users.models import User

_AT_ONCE = 1000


@dataclass(frozen=True)
class People:
    """The counts of accounts, by state.

    `total` has them all. `locked` are those of whom no code is taken now. `invited` are the
    invitations that still work.
    """

    total: int
    with_second_factor: int
    with_passkey: int
    unverified: int
    disabled: int
    locked: int
    invited: int


def count_people(now: datetime) -> People:
    """Count the accounts.

    A thousand people near a lock take one statement more.
    """
    everybody = select(func.count(), func.count(User.two_factor_enabled_at))
    states = (User.email_verified_at.is_(None), User.disabled_at.is_not(None))
    few = (select(func.count()).where(each).scalar_subquery() for each in states)
    counted = everybody.add_columns(*few).select_from(User)
    total, with_second_factor, unverified, disabled = db.session.execute(counted).one()
    owners = select(Passkey.user_id).distinct().subquery()
    return People(
        total=total,
        with_second_factor=with_second_factor,
        with_passkey=_many(select(func.count()).select_from(owners)),
        unverified=unverified,
        disabled=disabled,
        locked=_count_locked(now),
        invited=_many(select(func.count()).select_from(Invitation).where(*is_live(now))),
    )


def _count_locked(now: datetime) -> int:
    """Return how many people's codes are locked now.

    Most people who mistyped a code are far from a lock. Only the others are looked at closely: that
    takes longer, as it counts the authenticators of each.
    """
    near = db.session.scalars(_near_a_lock(now)).all()
    batches = (near[begin : begin + _AT_ONCE] for begin in range(0, len(near), _AT_ONCE))
    return sum(_many(_locked_among(batch, now)) for batch in batches)


def _near_a_lock(now: datetime) -> Select[str]:
    windows = settings().code_limits
    shortest, *longer = (each.limit for each in windows)
    least = min(shortest, *(max(1, limit - MOST_APPS + 1) for limit in longer))
    tried = select(AttemptRow.key).where(AttemptRow.at > min(each.since(now) for each in windows))
    often = tried.group_by(AttemptRow.key).having(func.count() >= least)
    return select(AttemptKey.account).where(AttemptKey.scope == CODE, AttemptKey.key.in_(often))


def _locked_among(accounts: Sequence[str], now: datetime) -> Select[int]:
    locked = locked_accounts(now).where(AttemptKey.account.in_(accounts))
    return select(func.count()).select_from(locked.subquery())


def _many(counted: Select[int]) -> int:
    return db.session.scalar(counted) or 0
