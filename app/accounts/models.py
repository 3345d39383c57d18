"""The rows of mailed links and of unproven registrations."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, new_id_column

VERIFY_EMAIL, RESET_PASSWORD = "verify_email", "reset_password"
CHANGE_EMAIL, UNDO_EMAIL = "change_email", "undo_email"


class MailToken(Base):
    """One mailed link.

    A user has at most one live token for each purpose: a newer token replaces the older one (R80).
    A row without a user is a decoy, or a link that was set aside. The decoy makes a request for a
    link do the same work for an address that has no account. `new_email` is the address that a
    change leads to, or back to. It is in the same row as its token (R82).
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
    """The browser that registered an account whose address is unproven.

    The row is deleted when the address is proven. An account without a row was made by an operator,
    or is proven. `cookie_hash` is the hash of the `registration` cookie of that browser.
    """

    __tablename__ = "registrations"

    user_id: Mapped[str] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    cookie_hash: Mapped[str] = mapped_column(String(64))
    user_agent: Mapped[str] = mapped_column(String(300))
    # The link by which the door was passed. It loses a use when the address is proven.
    invitation_id: Mapped[str | None] = mapped_column(
        ForeignKey("invitations.id", ondelete="SET NULL"), index=True
    )
