"""`flask serve` and `flask openapi`."""

import json
import logging

import click
import flask_migrate
from flask import current_app
from flask.cli import with_appcontext
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from app.extensions import db, settings
from app.web.health import database_fault


@click.command("serve")
@click.option("--upgrade", is_flag=True, help="Bring the database up to date first.")
@with_appcontext
def serve(*, upgrade: bool) -> None:
    """Serve on HOST and PORT with granian."""
    found = settings()
    if upgrade and database_fault():
        logging.getLogger("alembic").setLevel(logging.WARNING)
        flask_migrate.upgrade()
    db.engine.dispose()  # the server forks: no connection may be shared
    click.echo(f"Second Lock: {found.public_url} (listening on {found.host}:{found.port})")
    Granian(
        "wsgi:app",
        address=found.host,
        port=found.port,
        interface=Interfaces.WSGI,
        workers=found.workers,
        blocking_threads=32,
        websockets=False,
        workers_kill_timeout=15,
        log_level=LogLevels.error,
        log_access=False,
    ).serve()


@click.command("openapi")
@with_appcontext
def openapi() -> None:
    """Print the OpenAPI document."""
    spec = current_app.extensions["flask-smorest"]["apis"][""]["ext_obj"].spec
    click.echo(json.dumps(spec.to_dict(), indent=2, sort_keys=True))
