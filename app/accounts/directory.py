"""Pages of accounts, by what operators and administrators look for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select

from app.core.errors import NotFound
from app.core.text import _
from app.db import end_read
from app.extensions import db
from app.sessions.models import AuthSession
from app.twofactor.authenticators import list_factors_of
from app.twofactor.locked import locked_accounts
from app.users.models import ADMIN, GroupMember, User
from app.users.search import matching

_PAGE, MOST_IDS = 500, 20_000
# Where a list goes on: behind the account that was made then and has this id.
Place = tuple[datetime, str]


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which accounts to list: those that fit everything that is set.

    `text` is what to search for in addresses and names.
    """

    text: str = ""
    group_id: str | None = None
    without_second_factor: bool = False
    unverified: bool = False
    disabled: bool = False
    locked: bool = False
    admins: bool = False
    inactive_days: int | None = None

    def conditions(self, now: datetime) -> Iterator[ColumnElement[bool]]:
        """Yield the SQL conditions."""
        yield from matching(self.text)
        if self.group_id is not None:
            own = (GroupMember.user_id == User.id, GroupMember.group_id == self.group_id)
            yield exists().where(*own)
        if self.without_second_factor:
            yield User.two_factor_enabled_at.is_(None)
        if self.unverified:
            yield User.email_verified_at.is_(None)
        if self.disabled:
            yield User.disabled_at.is_not(None)
        if self.locked:
            yield _is_locked(now)
        if self.admins:
            yield User.role == ADMIN
        if self.inactive_days is not None:
            yield unused_since(now - timedelta(days=self.inactive_days))


@dataclass(frozen=True)
class Listed:
    """One account of a list, and whether its codes are locked."""

    user: User
    is_locked: bool


@dataclass(frozen=True)
class Person(Listed):
    """One account as administrators see it.

    `authenticators` are its passkeys and apps. `last_seen_at` is None where nobody ever signed in.
    """

    authenticators: Sequence[dict[str, Any]]
    last_seen_at: datetime | None


def _is_locked(now: datetime) -> ColumnElement[bool]:
    # Their number decides how they are found best, and no planner can estimate it. A statement has
    # room for some thousands of ids.
    whose = locked_accounts(now)
    few = db.session.scalars(whose.limit(MOST_IDS + 1)).all()
    return User.id.in_(few if len(few) <= MOST_IDS else whose)


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
    after = None
    while found := _page(wanted, now, after, _PAGE):
        after = place_of(found[-1])
        locked = _locked(found, now)
        end_read()
        yield [Listed(user, user.id in locked) for user in found]


def find_people(
    wanted: Wanted, now: datetime, *, after: Place | None, limit: int
) -> tuple[list[Person], Place | None]:
    """Return one page of the wanted people, oldest account first.

    Also returns where the next page begins, or None.
    """
    found = _page(wanted, now, after, limit + 1)
    page = found[:limit]
    return _people(page, now), place_of(page[-1]) if len(found) > limit else None


def find_person(user_id: str, now: datetime) -> Person:
    """Return one person; raises NotFound."""
    found = select(User).where(User.id == user_id).execution_options(populate_existing=True)
    user = db.session.scalar(found)
    if user is None:
        raise NotFound(_("There is no such account."))
    [person] = _people([user], now)
    return person


def place_of(user: User) -> Place:
    """Return the place of a list behind an account."""
    return user.created_at, user.id


def _page(wanted: Wanted, now: datetime, after: Place | None, limit: int) -> Sequence[User]:
    chosen = select(User).where(*wanted.conditions(now))
    if after is not None:
        moment, user_id = after
        # The first comparison repeats part of the second one, for the index.
        chosen = chosen.where(
            User.created_at >= moment, or_(User.created_at > moment, User.id > user_id)
        )
    return db.session.scalars(chosen.order_by(User.created_at, User.id).limit(limit)).all()


def _locked(found: Sequence[User], now: datetime) -> set[str]:
    return set(db.session.scalars(locked_accounts(now, [user.id for user in found])))


def _people(found: Sequence[User], now: datetime) -> list[Person]:
    ids = [user.id for user in found]
    locked, factors, seen = _locked(found, now), list_factors_of(ids), _last_seen(ids)
    people = []
    for user in found:
        moments = (user.last_sign_in_at, seen.get(user.id))
        last = max((moment for moment in moments if moment is not None), default=None)
        people.append(Person(user, user.id in locked, factors[user.id], last))
    return people


def _last_seen(user_ids: Sequence[str]) -> dict[str, datetime]:
    """Return when each user's open sessions were last seen."""
    newest = func.max(AuthSession.last_seen_at, type_=AuthSession.last_seen_at.type)
    seen = select(AuthSession.user_id, newest).where(AuthSession.user_id.in_(user_ids))
    return {row[0]: row[1] for row in db.session.execute(seen.group_by(AuthSession.user_id))}
