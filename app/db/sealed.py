"""Columns that hold sealed secrets, declared so that a key rotation finds every one of them."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, ColumnElement
from sqlalchemy.orm import InstrumentedAttribute, Mapped, mapped_column
from sqlalchemy.types import TypeEngine

from app.db.base import Base
from app.extensions import runtime

_OWNER = "sealed_for"


@dataclass(frozen=True)
class SealedColumn:
    """One column of sealed values: where it is and which column tells whose a value is."""

    column: Column[Any]
    owner: Column[Any]

    @property
    def purpose(self) -> str:
        """The "table.column" that its values are bound to."""
        return f"{self.column.table.name}.{self.column.name}"

    @property
    def row_id(self) -> ColumnElement[str]:
        """The primary key of its rows."""
        [key] = self.column.table.primary_key.columns
        return key


def sealed_column(kind: TypeEngine[str], *, owner: str) -> Mapped[str]:
    """Return a column of values sealed for purpose "table.column" and the id in column `owner`."""
    return mapped_column(kind, info={_OWNER: owner})


def seal(column: InstrumentedAttribute[str], value: bytes, *, owner: str) -> str:
    """Return a value as a sealed column keeps it; `owner` is the id that the column declares."""
    return runtime().key_ring.seal(value, purpose=_purpose(column), owner=owner)


def unseal(column: InstrumentedAttribute[str], sealed: str, *, owner: str) -> bytes:
    """Return what a sealed column keeps; raises SealBroken."""
    return runtime().key_ring.open_sealed(sealed, purpose=_purpose(column), owner=owner)


def sealed_columns() -> list[SealedColumn]:
    """Return every sealed column of every model."""
    return [
        SealedColumn(column=column, owner=table.columns[column.info[_OWNER]])
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if _OWNER in column.info
    ]


def _purpose(column: InstrumentedAttribute[str]) -> str:
    return f"{column.class_.__tablename__}.{column.key}"
