"""Health checks: whether the process lives, and whether it can work."""

import logging
from collections.abc import Callable
from datetime import datetime
from threading import Lock, Thread

from flask import Blueprint, current_app, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy import DateTime, func, select, text
from sqlalchemy.exc import SQLAlchemyError

from app.db.migrations import newest_migration
from app.db.types import UtcDateTime
from app.extensions import db, now, settings

blueprint = Blueprint("health", __name__)
PROBES = _LIVES, _IS_READY = "/healthz", "/readyz"
CLOCK_WARNS, CLOCK_BREAKS = 2.0, 10.0
# /readyz must report a database that never answers a query within ten seconds (F17).
_PATIENCE_SECONDS = 5.0
_WARNING = "-warning"
_log = logging.getLogger(__name__)


class _Questions:
    """Runs one question at a time in a thread, with a timeout."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._thread: Thread | None = None

    def ask(self, question: Callable[[], list[str]]) -> list[str]:
        """Return the faults that `question` finds, or ["database"] on timeout."""
        app, answers = current_app._get_current_object(), list[list[str]]()  # type: ignore[attr-defined]

        def run() -> None:
            with app.app_context():
                answers.append(question())

        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                self._thread = Thread(target=run, name="readiness", daemon=True)
                self._thread.start()
                self._thread.join(_PATIENCE_SECONDS)
        return answers[0] if answers else ["database"]


_questions = _Questions()


@blueprint.get(_LIVES)
def healthz() -> ResponseReturnValue:
    """Say that the process lives, without a query to any other service."""
    return jsonify(status="ok")


@blueprint.get(_IS_READY)
def readyz() -> ResponseReturnValue:
    """Say whether database, migrations, clock and Redis are fine.

    Answers 503 where the database, its migrations or the clock make work impossible, and 200 with
    `degraded` for a lesser fault. Redis counts only where REDIS_URL is set.
    """
    found = _questions.ask(_faults)
    broken = [each for each in found if not each.endswith(_WARNING)]
    if broken:
        return jsonify(status="unavailable", missing=broken), 503, {"Retry-After": "5"}
    missing = [each.removesuffix(_WARNING) for each in found]
    if not redis_answers():
        missing.append("redis")
    return jsonify(status="degraded", missing=missing) if missing else jsonify(status="ok")


def _faults() -> list[str]:
    database = database_fault()
    fault = "" if database in {"database", "migrations"} else _clock_fault()
    return [each for each in (database, fault) if each]


def database_fault() -> str:
    """Return the database's fault, or "" without one.

    It is `database` where the database does not answer, and `migrations` where migrations are
    missing. It is `migrations-warning` where the database is newer than this program, which works
    on during an upgrade (F09).
    """
    try:
        at = db.session.execute(text("SELECT version_num FROM alembic_version")).scalars().all()
    except SQLAlchemyError:
        return "migrations" if _database_answers() else "database"
    newest = newest_migration()
    if len(at) == 1 and at[0] > newest:  # migrations are numbered, and add before they remove
        return f"migrations{_WARNING}"
    return "" if list(at) == [newest] else "migrations"


def clock_apart() -> float:
    """Return how many seconds our clock and the database's differ (F06)."""
    if db.engine.dialect.name == "sqlite":  # its time has whole seconds: allow one more
        theirs, slack = db.session.scalar(select(func.current_timestamp(type_=UtcDateTime()))), 1.0
    else:
        moment = func.clock_timestamp(type_=DateTime(timezone=True))
        theirs, slack = db.session.scalar(select(moment)), 0.0
    assert isinstance(theirs, datetime)
    return max(0.0, abs((now() - theirs).total_seconds()) - slack)


def _clock_fault() -> str:
    try:
        apart = clock_apart()
    except SQLAlchemyError:
        return "database"
    if apart > CLOCK_WARNS:
        _log.warning("the clock is %.0f s apart from the database's", apart)
    if apart > CLOCK_BREAKS:
        return "clock"
    return f"clock{_WARNING}" if apart > CLOCK_WARNS else ""


def _database_answers() -> bool:
    db.session.rollback()
    try:
        db.session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        return False
    return True


def redis_answers() -> bool:
    """Tell whether Redis answers; True where REDIS_URL is not set."""
    url = settings().redis_url
    if not url:
        return True
    # Not at the top: the import costs 4 MB, also where there is no Redis.
    import redis  # noqa: PLC0415

    url = url.removeprefix("redis+")  # Flask-Limiter takes redis+unix://, redis-py unix://
    try:
        with redis.from_url(url, socket_connect_timeout=0.5, socket_timeout=0.5) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False
