"""The rows of authenticators, passkeys, backup codes and spent challenges."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, new_id_column
from app.db.sealed import sealed_column

PENDING, LIVE = "pending", "live"
LONGEST_NAME = 60


class TotpSecret(Base):
    """One authenticator app.

    A pending authenticator belongs to the session that began it, and is deleted with that session.
    `replaces` is the id of the live one whose place a pending one takes, or NULL.
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
    # Empty where the owner gave none.
    name: Mapped[str] = mapped_column(String(LONGEST_NAME), default="", server_default=text("''"))
    replaces: Mapped[str | None] = mapped_column(String(32))
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
    last_used_at: Mapped[datetime | None]
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


class Passkey(Base):
    """One passkey: a public key, bound to the host `rp_id`.

    `credential_id` and `public_key` (a COSE key) are base64url. A credential id has 1,023 bytes at
    most (WebAuthn Level 3, 7.1).
    """

    __tablename__ = "passkeys"

    id: Mapped[str] = new_id_column()
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    credential_id: Mapped[str] = mapped_column(String(1364), unique=True)
    public_key: Mapped[str] = mapped_column(String(1500))
    rp_id: Mapped[str] = mapped_column(String(253))
    # Empty where the owner gave none.
    name: Mapped[str] = mapped_column(String(LONGEST_NAME), default="")
    aaguid: Mapped[str] = mapped_column(String(36), default="")
    transports: Mapped[str] = mapped_column(String(100), default="")
    sign_count: Mapped[int] = mapped_column(BigInteger, default=0)
    backup_eligible: Mapped[bool] = mapped_column(default=False)
    backed_up: Mapped[bool] = mapped_column(default=False)
    uv_initialized: Mapped[bool] = mapped_column(default=False)
    # Set by a password reset: the passkey opens nothing alone until it was used after the password.
    needs_password: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]


class SpentChallenge(Base):
    """The digest of a passkey challenge that was used (P02).

    A challenge is signed, not stored. Only its use is written.
    """

    __tablename__ = "spent_challenges"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    expires_at: Mapped[datetime] = mapped_column(index=True)
