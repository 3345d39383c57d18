"""The way back for an owner whose account somebody moved to another address (R82)."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.accounts import mail_tokens
from app.accounts.models import RESET_PASSWORD, UNDO_EMAIL
from app.accounts.ownership import drop_factors, take_address
from app.audit.events import Event
from app.audit.service import record
from app.core.client import Client
from app.core.errors import InvalidToken
from app.core.foreign_hashes import NO_PASSWORD
from app.db import write_tx
from app.extensions import runtime, settings
from app.mail import messages
from app.mail.service import queue
from app.sessions.service import end_everything
from app.users.models import User


def is_undoable(user: User, now: datetime) -> bool:
    """Tell whether the former address gets a way back: it was proven, and no second factor vouches
    for the change, which a mailbox that its owner has left must not overrule.

    A factor vouches once it is on for longer than the way back is open. Whoever has just learned
    the password turns one on first: the owner, who is told so, has that time to answer.
    """
    if user.email_verified_at is None:
        return False
    since = user.two_factor_enabled_at
    return since is None or since > now - timedelta(seconds=settings().email_undo_seconds)


def tell_former(
    tx: Session, user: User, former: str, *, may_undo: bool, client: Client, now: datetime
) -> None:
    """Mail the former address of a locked user that it is the account's no more, with a link that
    takes the account back where it `may_undo`.

    While an older such link lives there is no second one: a thief who moves the account on must
    neither kill the way back of its owner nor get one of his own.
    """
    token = None
    if may_undo and not mail_tokens.is_held(tx, user.id, UNDO_EMAIL, now):
        seconds = settings().email_undo_seconds
        token = mail_tokens.issue(tx, user, UNDO_EMAIL, seconds=seconds, now=now, new_email=former)
    note = messages.email_changed(
        settings(), former, new_email=user.email, token=token, client=client, now=now
    )
    queue(tx, note, now)


def undo_email_change(token: str, *, client: Client, now: datetime) -> None:
    """Give an account back to the address that it was moved away from, whatever happened to it
    meanwhile: all that is signed in ends, and the password, which whoever moved it knows, opens
    nothing more. A link for a new one is mailed. Every factor goes: none vouched for the change,
    and who moved the account turned it on, before or since.

    Raises InvalidToken, TooManyRequests, or Conflict where the address was taken meanwhile.
    """
    with mail_tokens.counting_wrong_links(client, now), write_tx() as tx:
        spent = mail_tokens.spend(tx, token, UNDO_EMAIL, now)
        user, moved_to = spent.user, spent.user.email
        assert spent.new_email is not None
        if user.disabled_at is not None:
            raise InvalidToken
        take_address(tx, user, spent.new_email, client=client, now=now)
        user.password_hash = runtime().passwords.adopt(NO_PASSWORD)
        mail_tokens.drop_others(tx, user.id, UNDO_EMAIL)
        drop_factors(tx, user, client, now)
        end_everything(tx, user, keep=None, now=now)
        _write_to_both(tx, user, moved_to, client, now)
        record(tx, Event.EMAIL_CHANGE_UNDONE, subject_id=user.id, client=client, now=now)


def _write_to_both(tx: Session, user: User, moved_to: str, client: Client, now: datetime) -> None:
    seconds = settings().reset_seconds
    token = mail_tokens.issue(tx, user, RESET_PASSWORD, seconds=seconds, now=now)
    queue(tx, messages.taken_back(settings(), user.email, token=token, client=client, now=now), now)
    note = messages.email_changed(
        settings(), moved_to, new_email=user.email, token=None, client=client, now=now
    )
    queue(tx, note, now)
