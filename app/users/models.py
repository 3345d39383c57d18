"""The users table. Child tables reference it; it has no list of their rows."""

from datetime import datetime

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, new_id_column

USER, ADMIN = "user", "admin"
ROLES = (USER, ADMIN)


class User(Base):
    """One account.

    `email` is in its normal form. When `token_version` rises, every session, half-finished login
    and trusted device that holds an older one ends.
    """

    __tablename__ = "users"
    __table_args__ = (CheckConstraint("role IN ('user', 'admin')", name="role"),)

    id: Mapped[str] = new_id_column()
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(100), default="")
    password_hash: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(10), default=USER)
    token_version: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    created_from: Mapped[str] = mapped_column(String(45), default="")
    email_verified_at: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]
    # Written in the transaction that writes the sealed secret: reading the user alone tells what a
    # session may do.
    two_factor_enabled_at: Mapped[datetime | None]

    @property
    def has_two_factor(self) -> bool:
        """Whether login asks for a second factor."""
        return self.two_factor_enabled_at is not None
