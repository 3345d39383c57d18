"""An operator's actions on an account: role, disabling, unlocking, deleting.

Those on a locked user belong to the transaction of their caller.
"""

from sqlalchemy.orm import Session

from app.audit.events import Event
from app.audit.service import record
from app.core.act import Act
from app.core.errors import Conflict, NotFound
from app.core.text import _
from app.db import write_tx
from app.invitations.issuing import drop_of_inviter
from app.lockout.service import clear_guesses, clear_mails
from app.sessions.service import end_everything
from app.twofactor.ahead import bring_back
from app.users.models import ADMIN, User
from app.users.service import keep_an_admin, lock_by_email, lock_user


def disable(email: str, *, act: Act) -> User:
    """Disable an account: every sign-in ends, and no new one starts.

    Returns the user. Raises NotFound, or Conflict where the account is disabled already or is the
    last administrator's.
    """
    with write_tx() as tx:
        user = lock_by_email(tx, email)
        if user.disabled_at is not None:
            raise Conflict(_("{email} is disabled already.").format(email=user.email))
        switch_off(tx, user, act=act)
    return user


def enable(email: str, *, act: Act) -> User:
    """Enable a disabled account.

    Returns the user. Raises NotFound, or Conflict where the account is not disabled.
    """
    with write_tx() as tx:
        user = lock_by_email(tx, email)
        if user.disabled_at is None:
            raise Conflict(_("{email} is not disabled.").format(email=user.email))
        switch_on(tx, user, act=act)
    return user


def unlock(email: str, *, act: Act) -> User:
    """Clear all wrong codes and passwords of an account (R57).

    The counts of the day and the month are cleared too. An authenticator that was used while the
    clock was ahead continues from now. Nobody is signed in by it, and no secret is shown or
    changed. Raises NotFound.
    """
    with write_tx() as tx:
        user = lock_by_email(tx, email)
        _forget_guesses(tx, user)
        bring_back(tx, user.id, act.now)
        record(tx, Event.UNLOCKED, subject_id=user.id, act=act)
    return user


def delete(email: str, *, act: Act) -> User:
    """Delete an account and everything that belongs to it but its history.

    Returns the deleted user. Raises NotFound, or Conflict where the account is the last
    administrator's.
    """
    with write_tx() as tx:
        user = lock_by_email(tx, email)
        remove(tx, user, act=act)
    return user


def set_role(user_id: str, role: str, *, act: Act) -> User:
    """Give an account a role and end all its sign-ins (R61).

    Returns the user. Raises NotFound, or Conflict where no administrator would be left.
    """
    with write_tx() as tx:
        user = lock_user(tx, user_id)
        if user is None:
            raise NotFound(_("There is no such account."))
        give_role(tx, user, role, act=act)
    return user


def switch_off(tx: Session, user: User, *, act: Act, **detail: str) -> None:
    """Disable a locked user's account.

    `detail` goes into the history. Raises Conflict where the account is the last administrator's.
    """
    keep_an_admin(tx, user)
    user.disabled_at = act.now
    drop_of_inviter(tx, user.id)
    end_everything(tx, user, keep=None, now=act.now)
    record(tx, Event.DISABLED, subject_id=user.id, act=act, **detail)


def switch_on(tx: Session, user: User, *, act: Act) -> None:
    """Enable a locked user's account."""
    user.disabled_at = None
    record(tx, Event.REENABLED, subject_id=user.id, act=act)


def remove(tx: Session, user: User, *, act: Act, **detail: str) -> None:
    """Delete a locked user's account; its history stays.

    `detail` goes into the history. Raises Conflict where the account is the last administrator's.
    """
    keep_an_admin(tx, user)
    _forget_guesses(tx, user)
    clear_mails(tx, user.email)
    tx.delete(user)
    record(tx, Event.DELETED, subject_id=user.id, act=act, **detail)


def give_role(tx: Session, user: User, role: str, *, act: Act) -> None:
    """Give a locked user a role and end all their sign-ins.

    Raises Conflict where no administrator would be left.
    """
    if role != ADMIN:
        keep_an_admin(tx, user)
        drop_of_inviter(tx, user.id)
    user.role = role
    end_everything(tx, user, keep=None, now=act.now)
    record(tx, Event.ROLE_CHANGED, subject_id=user.id, act=act, role=role)


def _forget_guesses(tx: Session, user: User) -> None:
    clear_guesses(tx, user_id=user.id, email=user.email)
