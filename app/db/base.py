"""The base class of every model: one metadata, times in UTC."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import String, Table
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from app.core.opaque_tokens import new_id
from app.db.types import UtcDateTime
from app.extensions import db


class Base(DeclarativeBase):
    """The base class of the models.

    Models do not extend `db.Model`, because type checkers cannot read it.
    """

    __table__: ClassVar[Table]
    metadata = db.metadata
    type_annotation_map = {datetime: UtcDateTime()}  # noqa: RUF012


def new_id_column(**more: Any) -> Mapped[str]:
    """Return a primary key column whose default is 128 random bits.

    An id is never reused and tells nothing about other rows.
    """
    return mapped_column(String(32), primary_key=True, default=new_id, **more)
