"""Where migrations lie, and Flask-Migrate's place in an application."""

from functools import cache
from typing import Any

from flask import Flask

from app.config import ROOT
from app.extensions import db

MIGRATIONS = ROOT / "migrations"


class _Migrations:
    """What Flask-Migrate looks up in an application, as its own `init_app` leaves it there."""

    db, directory = db, str(MIGRATIONS)
    configure_args = {"compare_type": True, "render_as_batch": True}  # noqa: RUF012

    @property
    def migrate(self) -> Any:
        """Flask-Migrate's own configuration."""
        # Loaded at first need: with Alembic it takes 10 MB, and a server migrates nothing.
        from flask_migrate import Migrate  # noqa: PLC0415

        return Migrate(directory=self.directory)


def init_migrations(app: Flask) -> None:
    """Let `flask db` and `migrations/env.py` find the database."""
    app.extensions["migrate"] = _Migrations()


@cache
def newest_migration() -> str:
    """Return the newest revision: files are named after theirs, which are numbers in a row."""
    return max((each.name[:4] for each in (MIGRATIONS / "versions").glob("[0-9]*.py")), default="")
