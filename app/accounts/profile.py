"""One's own profile."""

from datetime import datetime

from app.core.client import place_text
from app.core.errors import NotSignedIn
from app.db import write_tx
from app.users.models import User
from app.users.service import lock_user


def rename(user_id: str, name: str) -> User:
    """Change the name of an account; return the user."""
    with write_tx() as tx:
        user = lock_user(tx, user_id)
        if user is None:
            raise NotSignedIn
        user.name = name.strip()
    return user


def registered_text(user: User) -> str:
    """Say when and from where an account was registered: a stranger may have done it."""
    return f"registered on {_day(user.created_at)} from {place_text(user.created_from)}"


def _day(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M UTC")
