"""The rows of clients that may introspect."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.names import LONGEST
from app.db import Base, new_id_column


class Client(Base):
    """A backend that asks whose token it got.

    The row holds only the hash of its secret. `origin` is that of its app, in normal form: app
    tokens of another origin are none of its business. Without one it hears of access tokens alone.
    """

    __tablename__ = "clients"

    id: Mapped[str] = new_id_column()
    name: Mapped[str] = mapped_column(String(LONGEST), unique=True)
    origin: Mapped[str | None] = mapped_column(String(270))
    secret_hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    rotated_at: Mapped[datetime | None]
