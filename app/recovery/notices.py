"""Tells everybody who may stop a recovery what becomes of it."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.act import Act
from app.core.opaque_tokens import digest, new_token
from app.core.text import Text
from app.db.clock import moment_within
from app.extensions import settings
from app.mail.message import Message
from app.mail.outbox import handed_over, queue
from app.mail.wording import recovery as wording
from app.recovery import states
from app.recovery.models import FormerAddress, Recovery, RecoveryAddress, StopLink
from app.users.models import User

# So long a former address hears of what begins (V06).
REMEMBERED = timedelta(days=30)
# Takes the address of the receiver, and how the mail names the account.
Letter = Callable[[str, Text], Message]


def tell_begun(tx: Session, user: User, row: Recovery, act: Act) -> None:
    """Mail that a locked user's recovery waits, with stop links.

    The first of these mails that a server takes makes the recovery possible (V02).
    """
    letter = partial(wording.begun, settings(), ready_at=row.ready_at, act=act)
    _tell_with_link(tx, user, row, letter, act.now, reference=row.id)


def tell_half_way(tx: Session, user: User, row: Recovery, act: Act) -> None:
    """Mail half-way that the recovery still waits, with links that stop it."""
    letter = partial(wording.half_way, settings(), ready_at=row.ready_at)
    _tell_with_link(tx, user, row, letter, act.now)


def tell_ready(
    tx: Session, user: User, row: Recovery, *, token: str, until: datetime, act: Act
) -> None:
    """Mail that the wait is over, with links that stop it.

    The link that finishes the recovery by `token` goes to the account's address alone (V03).
    """
    letter = partial(wording.ready, settings(), expires_at=until)
    _tell_with_link(tx, user, row, letter, act.now)
    link = wording.finish(settings(), user.email, expires_at=until, token=token)
    queue(tx, link, act.now, language=user.locale)


def tell_stopped(tx: Session, user: User, how: str, act: Act) -> None:
    """Mail who stopped the recovery, and that the password is known (V05)."""
    _tell(tx, user, partial(wording.stopped, settings(), how=how, act=act), act.now)


def tell_ended(tx: Session, user: User, reason: str, act: Act, *, by_person: bool = True) -> None:
    """Mail why the recovery ended (V04); `by_person` adds where that happened."""
    found = act if by_person else None
    _tell(tx, user, partial(wording.ended, settings(), reason=reason, act=found), act.now)


def tell_lapsed(tx: Session, user: User, reason: str, act: Act) -> None:
    """Mail why the recovery came to nothing."""
    _tell(tx, user, partial(wording.lapsed, settings(), reason=reason), act.now)


def tell_finished(tx: Session, user: User, until: datetime, act: Act) -> None:
    """Mail that the account was recovered, and what has to wait."""
    _tell(tx, user, partial(wording.finished, settings(), until=until, act=act), act.now)


@handed_over.connect_via("recovery_begun")
def note_handed_over(_kind: str, *, reference: str, tx: Session) -> None:
    """Note that a mail server took a notice of a recovery (V02)."""
    states.note_told(tx, reference, moment_within(tx))


def _tell_with_link(
    tx: Session,
    user: User,
    row: Recovery,
    letter: Callable[..., Message],
    now: datetime,
    *,
    reference: str | None = None,
) -> None:
    for to, account in _hearers(tx, user):
        token = new_token()
        tx.add(StopLink(token_hash=digest(token), recovery_id=row.id))
        message = letter(to, account, token=token)
        queue(tx, message, now, language=user.locale, reference=reference)


def _tell(tx: Session, user: User, letter: Letter, now: datetime) -> None:
    for to, account in _hearers(tx, user):
        queue(tx, letter(to, account), now, language=user.locale)


def _hearers(tx: Session, user: User) -> Iterator[tuple[str, Text]]:
    """Yield who hears of a recovery, and its name for the account."""
    found: dict[str, Any] = {}
    for email in tx.scalars(_former_of(user, moment_within(tx) - REMEMBERED)):
        found[email] = wording.left_account(settings())
    confirmed = (RecoveryAddress.user_id == user.id, RecoveryAddress.confirmed_at.is_not(None))
    for email in tx.scalars(select(RecoveryAddress.email).where(*confirmed)):
        found[email] = wording.watched_account(settings(), user.email)
    found[user.email] = wording.own_account(settings())
    yield from found.items()


def _former_of(user: User, since: datetime) -> Any:
    left = (FormerAddress.user_id == user.id, FormerAddress.moved_at > since)
    return select(FormerAddress.email).where(*left, FormerAddress.email.is_not(None))
