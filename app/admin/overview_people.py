"""How many accounts there are, and in which states."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select

from app.extensions import db
from app.factors.models import Passkey
from app.invitations.listing import is_live
from app.invitations.models import Invitation
from app.twofactor.locked import locked_accounts
from app.users.models import User


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
    """Count the accounts by four statements."""
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
        locked=_many(select(func.count()).select_from(locked_accounts(now).subquery())),
        invited=_many(select(func.count()).select_from(Invitation).where(*is_live(now))),
    )


def _many(counted: Select[int]) -> int:
    return db.session.scalar(counted) or 0
