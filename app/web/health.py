"""Whether the process lives and whether it can work."""

from functools import cache

import redis
from alembic.script import ScriptDirectory
from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from app.config import ROOT
from app.extensions import db, settings

blueprint = Blueprint("health", __name__)
MIGRATIONS = ROOT / "migrations"


@blueprint.get("/healthz")
def healthz() -> ResponseReturnValue:
    """Say that the process lives; asks nobody else."""
    return jsonify(status="ok")


@blueprint.get("/readyz")
def readyz() -> ResponseReturnValue:
    """Say whether the database is there and migrated, and Redis where it is set."""
    if missing := database_fault():
        return jsonify(status="unavailable", missing=[missing]), 503, {"Retry-After": "5"}
    if not _redis_answers():
        return jsonify(status="degraded", missing=["redis"])
    return jsonify(status="ok")


def database_fault() -> str:
    """Return what the database lacks: itself, its migrations, or nothing."""
    try:
        return "" if _is_migrated() else "migrations"
    except SQLAlchemyError:
        return "migrations" if _database_answers() else "database"


def _is_migrated() -> bool:
    at = db.session.execute(text("SELECT version_num FROM alembic_version")).scalars().all()
    return list(at) == [_newest_migration()]


def _database_answers() -> bool:
    db.session.rollback()
    try:
        db.session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        return False
    return True


@cache
def _newest_migration() -> str | None:
    return ScriptDirectory(str(MIGRATIONS)).get_current_head()


def _redis_answers() -> bool:
    url = settings().redis_url
    if not url:
        return True
    url = url.removeprefix("redis+")  # Flask-Limiter says redis+unix://, redis-py unix://
    try:
        with redis.from_url(url, socket_connect_timeout=0.5, socket_timeout=0.5) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False
