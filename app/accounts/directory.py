"""Lists of accounts, by what an operator looks for, in pages."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, func, or_, select

from app.db import end_read
from app.extensions import db
from app.factors.owned import factors_of
from app.lockout.counters import CODE
from app.lockout.models import AttemptKey
from app.sessions.models import AuthSession
from app.twofactor.login import seconds_locked
from app.users.models import ADMIN, User

_PAGE = 500


@dataclass(frozen=True)
class Wanted:
    """Which accounts to list: those that fit everything that is set."""

    without_second_factor: bool = False
    unverified: bool = False
    disabled: bool = False
    locked: bool = False
    admins: bool = False
    inactive_days: int | None = None

    def conditions(self, now: datetime) -> Iterator[ColumnElement[bool]]:
        """Yield the SQL conditions.

        The one of `locked` lets others pass too: only a count tells who is locked.
        """
        if self.without_second_factor:
            yield User.two_factor_enabled_at.is_(None)
        if self.unverified:
            yield User.email_verified_at.is_(None)
        if self.disabled:
            yield User.disabled_at.is_not(None)
        if self.locked:
            yield exists().where(AttemptKey.account == User.id, AttemptKey.scope == CODE)
        if self.admins:
            yield User.role == ADMIN
        if self.inactive_days is not None:
            yield unused_since(now - timedelta(days=self.inactive_days))


@dataclass(frozen=True)
class Listed:
    """One account of a list, and whether its codes are locked."""

    user: User
    is_locked: bool


def unused_since(moment: datetime) -> ColumnElement[bool]:
    """Return the SQL condition of an account that nobody has used since.

    An account that nobody ever signed in to counts from its creation.
    """
    seen = exists().where(AuthSession.user_id == User.id, AuthSession.last_seen_at > moment)
    return and_(func.coalesce(User.last_sign_in_at, User.created_at) <= moment, ~seen)


def pages(wanted: Wanted, now: datetime) -> Iterator[list[Listed]]:
    """Yield the wanted accounts, oldest first, in pages.

    Each page begins behind the last account of the one before it. So neither the memory nor a
    transaction grows with the number of accounts.
    """
    conditions, after = list(wanted.conditions(now)), None
    while True:
        found = _page(conditions, after)
        if not found:
            return
        after = found[-1]
        locked = _locked(found, now)
        end_read()
        listed = [Listed(user, user.id in locked) for user in found]
        yield [each for each in listed if each.is_locked or not wanted.locked]


def _page(conditions: Sequence[ColumnElement[bool]], after: User | None) -> Sequence[User]:
    chosen = select(User).where(*conditions).order_by(User.created_at, User.id).limit(_PAGE)
    if after is not None:
        # The first comparison repeats part of the second one, for the index.
        chosen = chosen.where(
            User.created_at >= after.created_at,
            or_(User.created_at > after.created_at, User.id > after.id),
        )
    return db.session.scalars(chosen).all()


def _locked(found: Sequence[User], now: datetime) -> set[str]:
    counted = select(AttemptKey.account).where(
        AttemptKey.scope == CODE, AttemptKey.account.in_([user.id for user in found])
    )
    guessed = db.session.scalars(counted).all()
    return {each for each in guessed if seconds_locked(each, factors_of(each), now)}
