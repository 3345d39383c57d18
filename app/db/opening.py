"""Opens databases, and says in one line why one does not work."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, create_engine, make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from app.config import ConfigError
from app.db import postgresql, sqlite

_BROKEN = "DATABASE_URL names a database that does not work"
_FORBIDDEN = "42501"  # insufficient_privilege
_HOST, _FAILED = "- host: ", "connection failed: "


def open_engine(address: str) -> Engine:
    """Return an engine for an address, without a pool.

    Its connections are set up as the application's are.
    """
    is_sqlite = make_url(address).get_backend_name() == "sqlite"
    engine = create_engine(
        address,
        poolclass=NullPool,
        hide_parameters=True,
        connect_args={} if is_sqlite else postgresql.CONNECT,
    )
    sqlite.tune(engine, begins=True)
    postgresql.tune(engine)
    return engine


def is_missing_file(address: str) -> bool:
    """Tell whether an address names a SQLite file that is not there.

    A connection would make the file.
    """
    url = make_url(address)
    return url.get_backend_name() == "sqlite" and not Path(url.database or "").exists()


@contextmanager
def refusing(told: str = _BROKEN) -> Iterator[None]:
    """Raise ConfigError where a database fails; `told` comes before its words."""
    try:
        yield
    except SQLAlchemyError as wrong:
        raise ConfigError(f"{told}: {words_of(wrong)}") from None


def words_of(error: SQLAlchemyError) -> str:
    """Return the words of the database or its driver, in one line.

    psycopg lists the failures of several hosts or addresses. None of these words holds a password.
    """
    lines = str(getattr(error, "orig", None) or error).strip().splitlines()
    told = [line for line in lines if line.startswith(_HOST)] or lines[:1]
    each = (line.rpartition(_FAILED)[2].strip().rstrip(".") for line in told)
    return "; ".join(dict.fromkeys(each)) or type(error).__name__


def is_forbidden(error: SQLAlchemyError) -> bool:
    """Tell whether PostgreSQL refused a statement for want of a right."""
    return getattr(getattr(error, "orig", None), "sqlstate", None) == _FORBIDDEN
