"""Columns that hold sealed secrets, declared so that a key rotation finds every one of them."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, ColumnElement
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import TypeEngine

from app.db.base import Base

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


def sealed_columns() -> list[SealedColumn]:
    """Return every sealed column of every model."""
    return [
        SealedColumn(column=column, owner=table.columns[column.info[_OWNER]])
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if _OWNER in column.info
    ]
