"""Columns that hold sealed secrets.

Models declare them, so that a key rotation finds every one.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, ColumnElement, inspect
from sqlalchemy.orm import InstrumentedAttribute, Mapped, mapped_column
from sqlalchemy.types import TypeEngine

from app.db.base import Base
from app.extensions import runtime

_OWNER = "sealed_for"


@dataclass(frozen=True)
class SealedColumn:
    """One column of sealed values, and the column with their owners' ids."""

    column: Column[Any]
    owner: Column[Any]

    @property
    def purpose(self) -> str:
        """The "table.column" to which the seal binds each value."""
        return _purpose(self.column)

    @property
    def row_id(self) -> ColumnElement[str]:
        """The primary key of the column's table."""
        [key] = self.column.table.primary_key.columns
        return key


def sealed_column(kind: TypeEngine[str], *, owner: str) -> Mapped[str]:
    """Return a column of values sealed for "table.column" and an owner.

    `owner` names the column of the same table that holds the owner's id.
    """
    return mapped_column(kind, info={_OWNER: owner})


def seal(column: InstrumentedAttribute[str], value: bytes, *, owner: str) -> str:
    """Return the sealed form of a value for a column.

    `owner` is the id in the column that `sealed_column` names as `owner`.
    """
    return runtime().key_ring.seal(value, purpose=_purpose(_column(column)), owner=owner)


def open_sealed(column: InstrumentedAttribute[str], sealed: str, *, owner: str) -> bytes:
    """Return the plain bytes of a sealed value; raises SealBroken."""
    return runtime().key_ring.open_sealed(sealed, purpose=_purpose(_column(column)), owner=owner)


def sealed_columns() -> list[SealedColumn]:
    """Return every sealed column of every model."""
    return [
        SealedColumn(column=column, owner=table.columns[column.info[_OWNER]])
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if _OWNER in column.info
    ]


def _column(attribute: InstrumentedAttribute[str]) -> Column[Any]:
    found: Column[Any] = inspect(attribute.class_).columns[attribute.key]
    return found


def _purpose(column: Column[Any]) -> str:
    return f"{column.table.name}.{column.name}"
