"""The rows of app tokens."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, new_id_column

LONGEST_NAME, LONGEST_ORIGIN = 60, 270


class AppToken(Base):
    """A token by which a program opens one app as its owner.

    The row holds only the token's hash. `origin` is that of the app, in normal form. A row that
    ends is deleted.
    """

    __tablename__ = "app_tokens"

    id: Mapped[str] = new_id_column()
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    token_version: Mapped[int]
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    origin: Mapped[str] = mapped_column(String(LONGEST_ORIGIN))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    last_used_at: Mapped[datetime | None]
