"""The counts: one row per counted key to lock, one row per attempt."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, new_id_column


class AttemptKey(Base):
    """What is counted: a hash of scope, account and place. Locked while an attempt is added."""

    __tablename__ = "attempt_keys"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    scope: Mapped[str] = mapped_column(String(20))
    account: Mapped[str] = mapped_column(String(64), index=True)
    last_at: Mapped[datetime]


class AttemptRow(Base):
    """One attempt. `forgiven` ones are out of the shortest window and stay in the longer ones."""

    __tablename__ = "attempts"
    __table_args__ = (Index("ix_attempts_key_at", "key", "at"),)

    id: Mapped[str] = new_id_column()
    key: Mapped[str] = mapped_column(ForeignKey("attempt_keys.key", ondelete="CASCADE"))
    at: Mapped[datetime]
    forgiven: Mapped[bool] = mapped_column(default=False)
