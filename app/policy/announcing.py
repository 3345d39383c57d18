"""Tells people and administrators of a new policy."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.core.act import Act
from app.extensions import settings
from app.mail.outbox import queue
from app.mail.wording import policy as wording
from app.policy.dates import DUE, Asked, tell_by_mail
from app.policy.levels import LEVELS, OPTIONAL
from app.policy.models import Policy, PolicyDate
from app.policy.rows import Scope
from app.policy.standing import (
    APPLIES,
    OWN_DATE,
    STANDING,
    Standing,
    standing_of,
    standing_values,
)
from app.users.models import ADMIN, User
from app.users.service import may_sign_in

# So many rows go to the database by one statement: SQLite has one writer, and others wait for it.
_AT_ONCE = 500
_ASKED: Select[User, int, datetime | None] = (
    select(User, STANDING, DUE.label("due"))
    .join(Policy, APPLIES)
    .outerjoin(PolicyDate, OWN_DATE)
    .order_by(User.id)
    .with_for_update(of=User)  # before a date, as who answers does: two at once write one
)


@dataclass(frozen=True)
class Announced:
    """A change of one policy, as mails and the history tell it."""

    group: str
    before: str
    level: str
    starts_at: datetime
    grace_days: int


def announce(tx: Session, scope: Scope, news: Announced, *, now: datetime, act: Act) -> int:
    """Mail everybody whom a new policy asks for more than they have.

    Each mail tells the person's date, which is written with it. Where the level was set already,
    whoever has a date gets no second mail. Returns the count of mails.
    """
    if news.level == OPTIONAL:
        return 0
    asked = _ASKED.where(Policy.scope == scope.key, Policy.level == news.level, *may_sign_in())
    if LEVELS.index(news.before) >= LEVELS.index(news.level):
        asked = asked.where(PolicyDate.user_id.is_(None))
    policy = Asked(scope.key, news.level, news.starts_at, news.grace_days, due=None)
    people = [
        (user, own)
        for user, told, due in tx.execute(asked, standing_values()).all()
        if _concerns(own := replace(policy, due=due), standing_of(told), now)
    ]
    for first in range(0, len(people), _AT_ONCE):
        _mail(tx, people[first : first + _AT_ONCE], now, act)
    return len(people)


def _concerns(policy: Asked, standing: Standing, now: datetime) -> bool:
    """Tell whether a policy is news for a person.

    It is none for who meets it, and none for who is stopped by another one before its date.
    """
    rank = LEVELS.index(policy.level)
    waits = policy.date(now) > now
    return rank > standing.met and not (waits and standing.level >= rank)


def _mail(tx: Session, people: Sequence[tuple[User, Asked]], now: datetime, act: Act) -> None:
    tell_by_mail(tx, people, now)
    for user, policy in people:
        due = policy.date(now)
        message = wording.announced(
            settings(), user.email, level=policy.level, due=due, now=now, act=act
        )
        queue(tx, message, act.now, language=user.locale)
    tx.flush()


def tell_admins(tx: Session, news: Announced, *, act: Act) -> None:
    """Mail every administrator what changed, and who changed it (G09)."""
    for user in tx.scalars(select(User).where(User.role == ADMIN, *may_sign_in())):
        message = wording.policy_changed(
            settings(),
            user.email,
            group=news.group,
            before=news.before,
            level=news.level,
            starts_at=news.starts_at,
            grace_days=news.grace_days,
            act=act,
        )
        queue(tx, message, act.now, language=user.locale)
