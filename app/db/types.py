"""Column types that behave alike on SQLite and PostgreSQL."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, TypeDecorator

_NAIVE = "a moment without time zone"
_WITHOUT_ZONE = len("2026-01-31 12:00:00.000000")


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC.

    Naive values raise ValueError. Values read are timezone-aware, on SQLite too.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(_NAIVE)
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)

    def bind_processor(self, dialect: Dialect) -> Any:
        """Return the function that writes a value.

        On SQLite it writes text in one step instead of three.
        """
        return _write_text if dialect.name == "sqlite" else super().bind_processor(dialect)

    def result_processor(self, dialect: Dialect, coltype: Any) -> Any:
        """Return the function that reads a value.

        On SQLite it reads text in one step instead of three.
        """
        if dialect.name == "sqlite":
            return _read_text
        return super().result_processor(dialect, coltype)


def _read_text(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(f"{value}+00:00")


def _write_text(value: datetime | None) -> str | None:
    return None if value is None else written(value)


def written(value: datetime) -> str:
    """Return a moment as SQLite stores it; raises ValueError if naive."""
    if value.tzinfo is None:
        raise ValueError(_NAIVE)
    moment = value if value.tzinfo is UTC else value.astimezone(UTC)
    return moment.isoformat(" ", "microseconds")[:_WITHOUT_ZONE]
