"""The data keys table."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base
from app.db.sealed import sealed_column


class DataKey(Base):
    """One 32-byte key, sealed under ENCRYPTION_KEYS.

    `id` is stored beside each hash that the key made.
    """

    __tablename__ = "data_keys"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    sealed: Mapped[str] = sealed_column(String(200), owner="id")
    created_at: Mapped[datetime]
