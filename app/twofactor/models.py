"""The rows of authenticators (pending and live) and backup codes."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, new_id_column
from app.db.sealed import sealed_column

PENDING, LIVE = "pending", "live"


class TotpSecret(Base):
    """One authenticator.

    A pending authenticator belongs to the session that began it, and is deleted with that session.
    """

    __tablename__ = "totp_secrets"
    __table_args__ = (
        CheckConstraint("state IN ('pending', 'live')", name="state"),
        # The migration has the condition for PostgreSQL too. Here it would load the dialect of
        # PostgreSQL (2 MB) also where the database is SQLite.
        Index(
            "uq_totp_secrets_pending",
            "user_id",
            unique=True,
            sqlite_where=text("state = 'pending'"),
        ),
    )

    id: Mapped[str] = new_id_column()
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    session_id: Mapped[str | None] = mapped_column(
        ForeignKey("sessions.id", ondelete="CASCADE", onupdate="CASCADE"), index=True
    )
    state: Mapped[str] = mapped_column(String(10))
    sealed: Mapped[str] = sealed_column(String(300), owner="user_id")
    algorithm: Mapped[str] = mapped_column(String(10), default="SHA1")
    digits: Mapped[int] = mapped_column(default=6)
    period: Mapped[int] = mapped_column(default=30)
    # The newest accepted time step. The codes of all steps up to it are spent (R03).
    last_step: Mapped[int] = mapped_column(BigInteger, default=-1)
    # Steps that may have been used while the clock was ahead. Their codes stay refused.
    ahead_from: Mapped[int | None] = mapped_column(BigInteger)
    ahead_to: Mapped[int | None] = mapped_column(BigInteger)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    # The software that exported it. Its backup codes have other formats than this app's.
    origin: Mapped[str | None] = mapped_column(String(20))


class BackupCodeHash(Base):
    """The keyed hash of one backup code.

    Used codes stay, so that a second use can be told from a wrong code.
    """

    __tablename__ = "backup_codes"

    id: Mapped[str] = new_id_column()
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    key_id: Mapped[str] = mapped_column(String(40))
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
