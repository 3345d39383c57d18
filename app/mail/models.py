"""The outbox table."""

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, new_id_column
from app.db.sealed import sealed_column


class OutboxMail(Base):
    """One mail that waits. Its text holds links that open things, so it lies here sealed, and the
    row goes when the mail is sent. A dead one was refused for good or too often."""

    __tablename__ = "outbox"

    id: Mapped[str] = new_id_column()
    kind: Mapped[str] = mapped_column(String(40))
    sealed: Mapped[str] = sealed_column(Text(), owner="id")
    created_at: Mapped[datetime]
    next_at: Mapped[datetime] = mapped_column(index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(String(200), default="")
    dead_at: Mapped[datetime | None]
