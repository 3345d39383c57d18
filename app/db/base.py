"""The base class of every model: typed columns, one metadata, times in UTC."""

from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from app.core.opaque_tokens import new_id
from app.db.types import UtcDateTime
from app.extensions import db


class Base(DeclarativeBase):
    """Models extend this and not `db.Model`, which type checkers cannot see through."""

    metadata = db.metadata
    type_annotation_map = {datetime: UtcDateTime()}  # noqa: RUF012


def new_id_column(**more: Any) -> Mapped[str]:
    """Return a primary key of 128 random bits: never reused, tells nothing of its neighbours."""
    return mapped_column(String(32), primary_key=True, default=new_id, **more)
