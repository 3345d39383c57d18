"""The database's clock, which all nodes share.

A date that locks people out is written and compared by it, so that no node with a wrong clock locks
them out early.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import FunctionElement

from app.db.types import UtcDateTime
from app.extensions import runtime


class _own_clock(FunctionElement[datetime]):
    """The moment that the database reads from its clock."""

    type = UtcDateTime()
    inherit_cache = True


@compiles(_own_clock)
def _standard(_element: _own_clock, _compiler: SQLCompiler, **_more: Any) -> str:
    return "CURRENT_TIMESTAMP"


@compiles(_own_clock, "sqlite")
def _sqlite(_element: _own_clock, _compiler: SQLCompiler, **_more: Any) -> str:
    return "strftime('%Y-%m-%d %H:%M:%f000', 'now')"


# A simulation sets the moment. Else it is NULL, and the database reads its clock.
DATABASE_NOW: ColumnElement[datetime] = func.coalesce(
    bindparam("simulated", type_=UtcDateTime()), _own_clock(), type_=UtcDateTime()
)
_READ = select(DATABASE_NOW)


def clock_values() -> dict[str, datetime | None]:
    """Return the values of a statement that holds `DATABASE_NOW`."""
    return {"simulated": runtime().clock.simulated}


def moment_within(tx: Session) -> datetime:
    """Return the present moment by the database's clock."""
    found = tx.scalar(_READ, clock_values())
    assert found is not None
    return found
