"""Proving by the password, in a session that is open, that the owner himself sits there."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.audit.events import Event
from app.auth.credentials import CheckedPassword, check_password, settle_password
from app.core.client import Client
from app.core.errors import InvalidPassword, NotSignedIn
from app.sessions.principal import Principal
from app.users.models import User


def check_own_password(
    caller: Principal, password: str, *, browser: str | None, client: Client, now: datetime
) -> CheckedPassword:
    """Check the caller's password; a wrong one counts like a wrong login.

    Raises InvalidPassword or TooManyAttempts.
    """
    return check_password(
        caller.user.email,
        password,
        browser=browser,
        client=client,
        now=now,
        event=Event.PASSWORD_REFUSED,
        refusal=InvalidPassword,
        signed_in=True,
    )


def settle_own_password(tx: Session, caller: Principal, checked: CheckedPassword) -> User:
    """Return the caller's locked row; raises NotSignedIn where a security change was quicker than
    this request."""
    user = settle_password(tx, checked, refusal=NotSignedIn)
    if user.id != caller.user.id or user.token_version != caller.user.token_version:
        raise NotSignedIn
    return user
