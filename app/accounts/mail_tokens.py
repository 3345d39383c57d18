"""Making and spending the one-time tokens of links in mails."""

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.accounts.models import MailToken
from app.core.errors import InvalidToken
from app.core.opaque_tokens import digest, new_token


def issue(tx: Session, user_id: str, purpose: str, *, seconds: int, now: datetime) -> str:
    """Return a new token for a purpose; an older one of the same purpose is dead."""
    tx.execute(delete(MailToken).where(MailToken.user_id == user_id, MailToken.purpose == purpose))
    token = new_token()
    tx.add(
        MailToken(
            user_id=user_id,
            purpose=purpose,
            token_hash=digest(token),
            created_at=now,
            expires_at=now + timedelta(seconds=seconds),
        )
    )
    return token


def spend(tx: Session, token: str, purpose: str, now: datetime) -> str:
    """Spend a token by one conditional write; return its user's id. Raises InvalidToken."""
    user_id: str | None = tx.scalar(
        delete(MailToken)
        .where(
            MailToken.token_hash == digest(token),
            MailToken.purpose == purpose,
            MailToken.expires_at > now,
        )
        .returning(MailToken.user_id)
    )
    if user_id is None:
        raise InvalidToken
    return user_id
