"""Where migrations lie, and Flask-Migrate's place in an application."""

from functools import cache

from flask import Flask

from app.config import ROOT
from app.extensions import db

MIGRATIONS = ROOT / "migrations"


def init_migrations(app: Flask) -> None:
    """Attach Flask-Migrate; called before a migration, and not when a server starts."""
    # With Alembic it takes 10 MB and a quarter of a second, and a server migrates nothing.
    from flask_migrate import Migrate  # noqa: PLC0415

    Migrate(app, db, directory=str(MIGRATIONS))


@cache
def newest_migration() -> str:
    """Return the newest revision: files are named after theirs, which are numbers in a row."""
    return max((each.name[:4] for each in (MIGRATIONS / "versions").glob("[0-9]*.py")), default="")
