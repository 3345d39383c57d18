"""The counts: a row to lock per key, a row per attempt."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, new_id_column


class AttemptKey(Base):
    """A counted key: a hash of scope, account and place.

    A transaction that adds an attempt locks this row.
    """

    __tablename__ = "attempt_keys"
    # Few of many: who is locked. The migration has the condition for PostgreSQL too.
    __table_args__ = (
        Index("ix_attempt_keys_codes", "account", sqlite_where=text("scope = 'code'")),
    )

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    scope: Mapped[str] = mapped_column(String(20))
    account: Mapped[str] = mapped_column(String(64), index=True)
    last_at: Mapped[datetime]


class AttemptRow(Base):
    """One attempt.

    A `forgiven` attempt is out of the shortest window and stays in the longer ones. So is what an
    attempt costs beyond one.
    """

    __tablename__ = "attempts"
    # All that a count reads, so that counts of many people read the index alone.
    __table_args__ = (Index("ix_attempts_key_at_forgiven", "key", "at", "forgiven"),)

    id: Mapped[str] = new_id_column()
    key: Mapped[str] = mapped_column(ForeignKey("attempt_keys.key", ondelete="CASCADE"))
    at: Mapped[datetime]
    forgiven: Mapped[bool] = mapped_column(default=False)
