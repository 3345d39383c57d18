"""The users table. Child tables reference it; it has no list of their rows."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String
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
    __table_args__ = (
        CheckConstraint("role IN ('user', 'admin')", name="role"),
        Index("ix_users_created_at_id", "created_at", "id"),  # the order of lists
    )

    id: Mapped[str] = new_id_column()
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(100), default="")
    # The language that the owner chose, or "".
    locale: Mapped[str] = mapped_column(String(10), default="", server_default="")
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
    # An operator asks for a second factor. The mark goes when a factor is on.
    must_enrol_at: Mapped[datetime | None]
    # Sessions end and the history may be pruned, so the account keeps it.
    last_sign_in_at: Mapped[datetime | None]

    @property
    def has_two_factor(self) -> bool:
        """Whether login asks for a second factor."""
        return self.two_factor_enabled_at is not None

    def note_factor(self, now: datetime) -> None:
        """Note that a second factor is on from now on."""
        self.two_factor_enabled_at, self.must_enrol_at = now, None
