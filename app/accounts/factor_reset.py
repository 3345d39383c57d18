"""Removes a lost second factor, and where asked the password with it."""

from sqlalchemy.orm import Session

from app.accounts import mailed_links, passwords
from app.accounts.by_operator import refuse_own
from app.accounts.help_desk import require_enabled
from app.accounts.models import RESET_PASSWORD
from app.audit.events import Event
from app.audit.service import record
from app.core.act import Act
from app.db import write_tx
from app.db.versions import next_version
from app.extensions import settings
from app.factors.administrators import keep_an_admin
from app.lockout.service import clear_guesses
from app.mail.outbox import queue
from app.mail.wording import account
from app.twofactor.removal import take_away
from app.twofactor.service import require_on
from app.users.models import User
from app.users.service import lock_person


def reset_second_factor(
    user_id: str, *, ends_password: bool, version: int | None = None, act: Act
) -> User:
    """Remove every factor of a person, who has to enrol next (A06).

    That holds whatever the policy says. Everything that is signed in ends, and the person is
    mailed. With `ends_password` the password ends too, with every link that was mailed before, and
    the mail has a link for a new one: whoever holds the old password must not enrol first.
    `version` is the one that the caller saw, None for an operator. Returns the user. Raises
    NotFound, Forbidden, or Conflict where the version is older, where the factor is off, and where
    the account is the caller's own, disabled, or the last administrator's.
    """
    with write_tx() as tx:
        user = lock_person(tx, user_id, act=act, admins=True)
        refuse_own(user, act)
        next_version(user, version)
        require_on(user)
        if act.by is not None:
            keep_an_admin(tx, user)
        if ends_password:
            require_enabled(user)
        take_away(tx, user, act, is_told=ends_password)
        if ends_password:
            _end_password(tx, user, act)
    return user


def _end_password(tx: Session, user: User, act: Act) -> None:
    """End a locked user's password, and mail a link for another."""
    passwords.void(user)
    clear_guesses(tx, user_id=user.id, email=user.email)
    mailed_links.drop_all(tx, user.id)
    seconds = settings().reset_seconds
    token = mailed_links.issue(tx, user, RESET_PASSWORD, seconds=seconds, now=act.now)
    note = account.access_reset(settings(), user.email, token=token, act=act)
    queue(tx, note, act.now, language=user.locale)
    record(tx, Event.RESET_ASKED, subject_id=user.id, act=act)
