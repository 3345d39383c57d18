"""One-time tokens that go out by mail, and registrations that wait for one."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, new_id_column

VERIFY_EMAIL, RESET_PASSWORD = "verify_email", "reset_password"
CHANGE_EMAIL, UNDO_EMAIL = "change_email", "undo_email"


class MailToken(Base):
    """One link. A user has one live token a purpose: the newest kills the older one (R80).

    A row without a user is a decoy: asking for a link leaves the same work for an address that
    has no account. `new_email` is where a change of address leads, or leads back, beside its token
    (R82).
    """

    __tablename__ = "mail_tokens"
    __table_args__ = (UniqueConstraint("user_id", "purpose"),)

    id: Mapped[str] = new_id_column()
    user_id: Mapped[str | None] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    purpose: Mapped[str] = mapped_column(String(20))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    token_version: Mapped[int] = mapped_column(default=0, server_default="0")
    new_email: Mapped[str | None] = mapped_column(String(254))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class Registration(Base):
    """Who registered an account that still waits for the proof of its address.

    The row goes with that proof. An account without one was made by an operator, or is proven.
    `cookie_hash` is of the `registration` cookie of the browser that registered.
    """

    __tablename__ = "registrations"

    user_id: Mapped[str] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    cookie_hash: Mapped[str] = mapped_column(String(64))
    user_agent: Mapped[str] = mapped_column(String(300))
