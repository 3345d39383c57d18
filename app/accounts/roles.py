"""Roles of accounts."""

from datetime import datetime

from app.audit.events import Event
from app.audit.service import record
from app.core.client import Client
from app.core.errors import NotFound
from app.db import write_tx
from app.sessions.service import end_everything
from app.users.models import ADMIN, User
from app.users.service import keep_an_admin, lock_user


def set_role(user_id: str, role: str, *, client: Client, now: datetime) -> User:
    """Give an account a role; everything that was signed in before ends (R61).

    Raises NotFound, or Conflict where nobody would administer any more.
    """
    with write_tx() as tx:
        user = lock_user(tx, user_id)
        if user is None:
            raise NotFound("There is no such account.")
        if role != ADMIN:
            keep_an_admin(tx, user)
        user.role = role
        end_everything(tx, user, keep=None, now=now)
        record(tx, Event.ROLE_CHANGED, subject_id=user.id, client=client, now=now, role=role)
    return user
