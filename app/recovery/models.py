"""The rows of recoveries, stop links and addresses that hear."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, new_id_column

WAITING, READY, FINISHED = "waiting", "ready", "finished"
STOPPED, ENDED, LAPSED = "stopped", "ended", "lapsed"
STATES = (WAITING, READY, FINISHED, STOPPED, ENDED, LAPSED)
OPEN = (WAITING, READY)
_EMAIL, _HASH = 254, 64


def _partly_unique(name: str, condition: str) -> Index:
    # The migration has the condition for PostgreSQL too. Here it would load the dialect of
    # PostgreSQL (2 MB) also where the database is SQLite.
    return Index(name, "user_id", unique=True, sqlite_where=text(condition))


class Recovery(Base):
    """One recovery: `app.recovery.states` has its states and is their only writer.

    All moments are by the database's clock. The dates to come are written once, with the row, so
    that no setting moves them (V09). `token_version` is the user's at the start: any security
    change makes the recovery void. `counts` is false for a start before the present password.
    """

    __tablename__ = "recoveries"
    __table_args__ = (
        CheckConstraint(f"state IN ({', '.join(map(repr, STATES))})", name="state"),
        _partly_unique("uq_recoveries_open", "state IN ('waiting', 'ready')"),
    )

    id: Mapped[str] = new_id_column()
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    state: Mapped[str] = mapped_column(String(10), index=True)
    # Why it ended or lapsed, or how it was stopped.
    reason: Mapped[str] = mapped_column(String(20), default="", server_default=text("''"))
    token_version: Mapped[int]
    counts: Mapped[bool] = mapped_column(default=True)
    started_at: Mapped[datetime]
    half_at: Mapped[datetime]
    # A notice is handed over before this, or the wait ends without a link (V02).
    tell_by: Mapped[datetime]
    ready_at: Mapped[datetime]
    told_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    token_hash: Mapped[str | None] = mapped_column(String(_HASH), unique=True)
    expires_at: Mapped[datetime | None]
    # Passwords that were sent with the link, each counted before it is checked.
    tries: Mapped[int] = mapped_column(default=0, server_default="0")
    closed_at: Mapped[datetime | None]
    # Who began it.
    ip: Mapped[str] = mapped_column(String(45))
    user_agent: Mapped[str] = mapped_column(String(300))


class StopLink(Base):
    """A mailed link that stops a recovery, as its token's hash."""

    __tablename__ = "recovery_stop_links"

    token_hash: Mapped[str] = mapped_column(String(_HASH), primary_key=True)
    recovery_id: Mapped[str] = mapped_column(
        ForeignKey("recoveries.id", ondelete="CASCADE"), index=True
    )


class RecoveryAddress(Base):
    """A second address that hears of recoveries and can stop them.

    A user has at most one that is confirmed, and one that waits for it. `token_hash` is of the link
    that confirms it.
    """

    __tablename__ = "recovery_addresses"
    __table_args__ = (
        _partly_unique("uq_recovery_addresses_confirmed", "confirmed_at IS NOT NULL"),
        _partly_unique("uq_recovery_addresses_pending", "confirmed_at IS NULL"),
    )

    id: Mapped[str] = new_id_column()
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    email: Mapped[str] = mapped_column(String(_EMAIL))
    token_hash: Mapped[str | None] = mapped_column(String(_HASH), unique=True)
    token_version: Mapped[int]
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None] = mapped_column(index=True)


class FormerAddress(Base):
    """A move of an account from one address to another (V06).

    Every move of the last weeks is kept: a thief who moves the account twice must not make its
    owner's address forgotten. `email` is the address that was left. It is None where nobody proved
    it, or where an operator moved the account: its mailbox may be lost.
    """

    __tablename__ = "former_addresses"

    id: Mapped[str] = new_id_column()
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    email: Mapped[str | None] = mapped_column(String(_EMAIL))
    moved_at: Mapped[datetime] = mapped_column(index=True)
