"""Ends app tokens with what their owner's sign-ins end with."""

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from app.app_tokens.models import AppToken
from app.db import rows_changed
from app.users.models import User


def end_app_token(tx: Session, user_id: str, token_id: str) -> bool:
    """End one app token of a user.

    Returns False where the user has no app token of that id.
    """
    its_own = (AppToken.id == token_id, AppToken.user_id == user_id)
    return rows_changed(tx, delete(AppToken).where(*its_own)) == 1


def end_app_tokens(tx: Session, user_id: str) -> None:
    """End all app tokens of a user."""
    tx.execute(delete(AppToken).where(AppToken.user_id == user_id))


def keep_app_tokens(tx: Session, user: User) -> None:
    """Move a user's app tokens to a `token_version` that was just raised."""
    tx.execute(
        update(AppToken)
        .where(AppToken.user_id == user.id, AppToken.token_version == user.token_version - 1)
        .values(token_version=user.token_version)
    )
