"""Holds a caller, so that no logout overtakes their change."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import NotSignedIn
from app.sessions.models import AuthSession
from app.sessions.principal import Principal
from app.users.models import User
from app.users.service import lock_user


def hold_caller(tx: Session, caller: Principal) -> User:
    """Lock the caller's user and session, and return the user.

    The session outlives the transaction then: a change that a logout has overtaken is refused.
    Raises NotSignedIn where a security change or a logout was faster than this request.
    """
    user = lock_user(tx, caller.user.id)
    if user is None or user.token_version != caller.user.token_version:
        raise NotSignedIn
    own = select(AuthSession.id).where(AuthSession.id == caller.session.id)
    if tx.scalar(own.with_for_update(read=True, key_share=True)) is None:
        raise NotSignedIn
    return user
