"""One-time tokens that go out by mail."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, new_id_column

VERIFY_EMAIL = "verify_email"


class MailToken(Base):
    """One link. A user has one live token a purpose: the newest kills the older one (R80)."""

    __tablename__ = "mail_tokens"
    __table_args__ = (UniqueConstraint("user_id", "purpose"),)

    id: Mapped[str] = new_id_column()
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    purpose: Mapped[str] = mapped_column(String(20))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
