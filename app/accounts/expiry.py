"""Disables or deletes accounts that nobody verified or used for long."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from app.accounts.by_operator import remove, switch_off
from app.accounts.directory import unused_since
from app.core.act import Act
from app.core.errors import Conflict
from app.core.text import Text, _n
from app.db import end_read, write_tx
from app.db.versions import next_version
from app.extensions import db
from app.users.models import User
from app.users.service import lock_people

_BATCH = 500
Ending = Callable[[Session, User], None]


@dataclass
class Expired:
    """How many accounts ended, and why others stayed."""

    done: int = 0
    kept: list[str] = field(default_factory=list)


def never_verified(days: int, now: datetime) -> ColumnElement[bool]:
    """Return the SQL condition of an account that was never verified.

    An account that somebody signed in to is in use, as with EMAIL_VERIFICATION=off.
    """
    return and_(
        User.email_verified_at.is_(None),
        User.last_sign_in_at.is_(None),
        User.created_at <= now - timedelta(days=days),
    )


def not_used(days: int, now: datetime, *, also_disabled: bool) -> ColumnElement[bool]:
    """Return the SQL condition of an account that nobody used for days."""
    unused = unused_since(now - timedelta(days=days))
    return unused if also_disabled else and_(unused, User.disabled_at.is_(None))


def count(whom: ColumnElement[bool]) -> int:
    """Return how many accounts fit a condition."""
    many = db.session.scalar(select(func.count()).select_from(User).where(whom)) or 0
    end_read()
    return many


def drop_unverified(days: int, *, act: Act) -> Expired:
    """Delete the accounts whose address nobody verified for days.

    They get no mail: a stranger may have registered the address.
    """

    def end(tx: Session, user: User) -> None:
        remove(tx, user, None, act=act, reason="unverified")

    return _end_each(never_verified(days, act.now), end)


def disable_unused(days: int, *, act: Act) -> Expired:
    """Disable the accounts that nobody used for days, and mail their owners."""

    def end(tx: Session, user: User) -> None:
        told = _n(
            "disabled your account, because nobody signed in to it for {count} day",
            "disabled your account, because nobody signed in to it for {count} days",
            days,
        )
        switch_off(tx, user, _to(user, told.format(count=days)), act=act, reason="inactive")

    return _end_each(not_used(days, act.now, also_disabled=False), end)


def delete_unused(days: int, *, act: Act) -> Expired:
    """Delete the accounts that nobody used for days, and mail their owners."""

    def end(tx: Session, user: User) -> None:
        told = _n(
            "deleted your account, because nobody signed in to it for {count} day",
            "deleted your account, because nobody signed in to it for {count} days",
            days,
        )
        remove(tx, user, _to(user, told.format(count=days)), act=act, reason="inactive")

    return _end_each(not_used(days, act.now, also_disabled=True), end)


def _end_each(whom: ColumnElement[bool], end: Ending) -> Expired:
    """End each account that fits a condition.

    Each has a transaction of its own. The condition is checked again under the lock: the owner may
    sign in meanwhile.
    """
    done = Expired()
    for user_id in _ids(whom):
        try:
            with write_tx() as tx:
                lock_people(tx, user_id, admins=True)
                mine = select(User).where(User.id == user_id, whom)
                user = tx.scalar(mine)
                if user is not None:
                    next_version(user, None)
                    end(tx, user)
                    done.done += 1
        except Conflict as last:
            done.kept.append(last.message)
    return done


def _ids(whom: ColumnElement[bool]) -> Iterator[str]:
    after = ""
    while True:
        next_ones = select(User.id).where(whom, User.id > after).order_by(User.id).limit(_BATCH)
        batch = db.session.scalars(next_ones).all()
        end_read()
        yield from batch
        if len(batch) < _BATCH:
            return
        after = batch[-1]


def _to(user: User, told: Text) -> Text | None:
    # Nobody has proven that an unverified address is the owner's.
    return told if user.email_verified_at is not None else None
