"""Changing and closing one's own account."""

from sqlalchemy.orm import Session

from app.accounts.passwords import check_own_password, settle_own_password
from app.audit.events import Event
from app.audit.service import record
from app.core.act import Act
from app.core.errors import Conflict, NotSignedIn
from app.db import write_tx
from app.extensions import settings
from app.factors.administrators import keep_an_admin
from app.lockout.service import clear_guesses, clear_mails
from app.mail.outbox import queue
from app.mail.wording import account
from app.sessions.principal import Principal
from app.users.account import Account
from app.users.models import ADMIN, User
from app.users.service import lock_people, lock_user


def close_account(caller: Principal, password: str, *, browser: str | None, act: Act) -> None:
    """Delete the caller's account.

    Everything that belongs to the account is deleted too, but its history stays. Raises
    InvalidPassword, TooManyAttempts, or Conflict where no administrator would be left.
    """
    checked = check_own_password(caller, password, surface="close", browser=browser, act=act)
    with write_tx() as tx:
        if caller.user.role == ADMIN:
            lock_people(tx, caller.user.id, admins=True)
        user = settle_own_password(tx, caller, checked)
        refusal = _refusal(tx, user)
        if refusal is None:
            _remove(tx, user, act)
    if refusal is not None:
        raise refusal  # after the commit, so that the right password is not counted as wrong


def change(user_id: str, *, name: str | None = None, locale: str | None = None) -> Account:
    """Change the name or the language of an account.

    None leaves a value as it is. Returns the account. Raises NotSignedIn where the account is gone.
    """
    with write_tx() as tx:
        user = lock_user(tx, user_id)
        if user is None:
            raise NotSignedIn
        if name is not None:
            user.name = name.strip()
        if locale is not None:
            user.locale = locale
        return Account.of(user)


def _refusal(tx: Session, user: User) -> Conflict | None:
    try:
        keep_an_admin(tx, user)
    except Conflict as last:
        return last
    return None


def _remove(tx: Session, user: User, act: Act) -> None:
    clear_guesses(tx, user_id=user.id, email=user.email)
    if user.email_verified_at is not None:
        clear_mails(tx, user.email)
    message = account.account_closed(settings(), user.email, act=act)
    queue(tx, message, act.now, language=user.locale)
    record(tx, Event.CLOSED, subject_id=user.id, act=act)
    tx.delete(user)
