"""The rows of sessions, half-finished logins, known browsers and trusted devices.

A row that ends is deleted.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, new_id_column

COOKIE, TOKEN = "cookie", "token"


class AuthSession(Base):
    """The session of a browser or a token client.

    Lists show `id`, which grants no access. The session's token grants access, and the row holds
    only its hash. `generation` counts refreshes. `forward_hash` is the hash of a secret that grants
    access to apps behind forward-auth on other hosts, and to nothing else.
    """

    __tablename__ = "sessions"

    id: Mapped[str] = new_id_column()
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    token_version: Mapped[int]
    kind: Mapped[str] = mapped_column(String(10), default=COOKIE)
    amr_words: Mapped[str] = mapped_column(String(100))
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    fresh_until: Mapped[datetime | None]
    ip: Mapped[str] = mapped_column(String(45))
    user_agent: Mapped[str] = mapped_column(String(300))
    generation: Mapped[int] = mapped_column(default=0, server_default="0")
    refreshed_at: Mapped[datetime | None]
    forward_hash: Mapped[str | None] = mapped_column(String(64), index=True, unique=True)

    @property
    def amr(self) -> tuple[str, ...]:
        """The methods that were proven in this session, in order (RFC 8176)."""
        return tuple(self.amr_words.split())


class LoginChallenge(Base):
    """A half-finished login.

    The password was right, and the second factor is awaited.
    """

    __tablename__ = "login_challenges"

    id: Mapped[str] = new_id_column()
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    nonce_hash: Mapped[str] = mapped_column(String(64), unique=True)
    token_version: Mapped[int]
    attempts: Mapped[int] = mapped_column(default=0)
    extensions: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class KnownBrowser(Base):
    """A browser or token client that has signed in to an account.

    Accounts that share a browser have a row each.
    """

    __tablename__ = "known_browsers"
    __table_args__ = (UniqueConstraint("token_hash", "user_id"),)

    id: Mapped[str] = new_id_column()
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64))
    last_used_at: Mapped[datetime]


class TrustedDevice(Base):
    """A browser whose logins need no second factor for a time.

    The browser has passed the second factor once. Accounts that share a browser have a row each.
    """

    __tablename__ = "trusted_devices"
    __table_args__ = (UniqueConstraint("token_hash", "user_id"),)

    id: Mapped[str] = new_id_column()
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64))
    token_version: Mapped[int]
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    ip: Mapped[str] = mapped_column(String(45))
    user_agent: Mapped[str] = mapped_column(String(300))
