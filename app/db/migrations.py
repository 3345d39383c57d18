"""The folder of the migrations, and the set-up of Flask-Migrate."""

from functools import cache

from flask import Flask
from sqlalchemy import Connection, inspect, text

from app.config import ROOT
from app.extensions import db

MIGRATIONS = ROOT / "migrations"


def init_migrations(app: Flask) -> None:
    """Attach Flask-Migrate to the application.

    Commands that migrate call this. A server does not.
    """
    # Flask-Migrate and Alembic take 10 MB and a quarter of a second to import.
    from flask_migrate import Migrate  # noqa: PLC0415

    Migrate(app, db, directory=str(MIGRATIONS))


@cache
def newest_migration() -> str:
    """Return the newest revision, or an empty text where there is none.

    Each file name begins with its revision, a number of four digits.
    """
    return max((each.name[:4] for each in (MIGRATIONS / "versions").glob("[0-9]*.py")), default="")


def is_newest(connection: Connection) -> bool:
    """Tell whether a database has the newest migration."""
    if not inspect(connection).has_table("alembic_version"):
        return False
    version = text("SELECT max(version_num) FROM alembic_version")
    return str(connection.scalar(version)) == newest_migration()
