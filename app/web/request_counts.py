"""The counts of the outer ring in our own database: shared by all workers and nodes."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from limits.storage import Storage
from sqlalchemy import Delete, String, case, create_engine, delete, event, literal, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Mapped, Session, mapped_column
from sqlalchemy.pool import NullPool

from app.core.clock import Clock
from app.db import Base, sqlite
from app.db.upsert import insert
from app.extensions import db

# A flood must be counted fast or elsewhere: nobody waits long for a row or a file that is locked.
# NORMAL and not OFF: a lost count is no harm, but a checkpoint without a sync could be.
_SQLITE_PRAGMAS = ("busy_timeout=1000", "synchronous=NORMAL")
_POSTGRES_OPTIONS = text("SET LOCAL lock_timeout = '1s'; SET LOCAL synchronous_commit = off")
_PRUNED_AT_ONCE = 100


class RequestCount(Base):
    """How often one address called within one window; worth nothing once the window has ended."""

    __tablename__ = "request_counts"

    key: Mapped[str] = mapped_column(String(255), primary_key=True)
    hits: Mapped[int]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class DatabaseStorage(Storage):
    """A storage of `limits` on sessions of its own: a request's transaction never sees it."""

    STORAGE_SCHEME = None

    def __init__(self, database: str, *, clock: Clock) -> None:
        """Take the database's address and the clock that windows end by; connects at first use."""
        super().__init__()
        self._clock = clock
        self._own_engine = None
        if database.startswith("sqlite:"):
            # The application's connections wait ten seconds for the file and sync each commit.
            self._own_engine = create_engine(database, poolclass=NullPool, hide_parameters=True)
            sqlite.keep_private(self._own_engine)
            event.listen(self._own_engine, "connect", _set_pragmas)

    @property
    def base_exceptions(self) -> type[Exception]:
        """What this storage raises when the database is gone or busy."""
        return SQLAlchemyError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count `amount` in the window of a key, one statement; a window that ended begins anew."""
        now = self._clock.now()
        end = literal(now + timedelta(seconds=expiry), RequestCount.expires_at.type)
        # A clock that was set back must not make a window longer.
        lives = (RequestCount.expires_at > now) & (RequestCount.expires_at <= end)
        with self._transaction() as tx:
            row = insert(tx, RequestCount).values(key=key, hits=amount, expires_at=end)
            counted = row.on_conflict_do_update(
                index_elements=["key"],
                set_={
                    "hits": case((lives, RequestCount.hits + amount), else_=amount),
                    "expires_at": case((lives, RequestCount.expires_at), else_=end),
                },
            )
            hits = int(tx.execute(counted.returning(RequestCount.hits)).scalar_one())
            if hits == amount:
                tx.execute(_prune(now))
        return hits

    def get(self, key: str) -> int:
        """Return what was counted in the window of a key."""
        lives = RequestCount.expires_at > self._clock.now()
        with self._transaction() as tx:
            found = select(RequestCount.hits).where(RequestCount.key == key, lives)
            return tx.scalar(found) or 0

    def get_expiry(self, key: str) -> float:
        """Return when the window of a key ends, in seconds since 1970."""
        with self._transaction() as tx:
            end = tx.scalar(select(RequestCount.expires_at).where(RequestCount.key == key))
        return (end or self._clock.now()).timestamp()

    def check(self) -> bool:
        """Tell whether the database answers."""
        try:
            self.get("")
        except SQLAlchemyError:
            return False
        return True

    def reset(self) -> int | None:
        """Forget every count; how many there were is not told."""
        with self._transaction() as tx:
            tx.execute(delete(RequestCount))
        return None

    def clear(self, key: str) -> None:
        """Forget the count of a key."""
        with self._transaction() as tx:
            tx.execute(delete(RequestCount).where(RequestCount.key == key))

    @contextmanager
    def _transaction(self) -> Iterator[Session]:
        with Session(self._own_engine or db.engine) as tx, tx.begin():
            if self._own_engine is None:
                tx.execute(_POSTGRES_OPTIONS)
            yield tx


def _prune(now: datetime) -> Delete:
    # A few old windows with each new one; rows that somebody else prunes are left to him.
    old = select(RequestCount.key).where(RequestCount.expires_at <= now).limit(_PRUNED_AT_ONCE)
    return delete(RequestCount).where(RequestCount.key.in_(old.with_for_update(skip_locked=True)))


def _set_pragmas(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # each statement is a transaction of its own
    for pragma in _SQLITE_PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
