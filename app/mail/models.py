"""The outbox table."""

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, new_id_column
from app.db.sealed import sealed_column


class OutboxMail(Base):
    """One mail that waits.

    Its text holds links that grant access, so the row holds it sealed. The row is deleted when the
    mail is sent. A dead mail was refused for good or failed too often. `reference` says what the
    mail is about, for whoever waits for its hand-over.
    """

    __tablename__ = "outbox"

    id: Mapped[str] = new_id_column()
    kind: Mapped[str] = mapped_column(String(40))
    reference: Mapped[str | None] = mapped_column(String(40))
    sealed: Mapped[str] = sealed_column(Text(), owner="id")
    created_at: Mapped[datetime]
    next_at: Mapped[datetime] = mapped_column(index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(String(200), default="")
    dead_at: Mapped[datetime | None]
