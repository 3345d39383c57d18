"""`flask serve` and `flask openapi`."""

import json
import logging

import click
import flask_migrate
from flask import current_app
from flask.cli import with_appcontext
from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

from app.extensions import db, settings
from app.web.health import database_fault
from app.web.metrics import shared_metrics
from app.web.openapi import document

# Reading a header costs more the longer it is, and it is read before anything is counted.
_MOST_HEADER_BYTES = 32 * 1024


@click.command("serve")
@click.option("--upgrade", is_flag=True, help="Bring the database up to date first.")
@with_appcontext
def serve(*, upgrade: bool) -> None:
    """Serve on HOST and PORT with granian.

    \b
    Example:
      flask serve --upgrade
    """
    found = settings()
    if upgrade and database_fault() in {"database", "migrations"}:
        logging.getLogger("alembic").setLevel(logging.WARNING)
        flask_migrate.upgrade()
    db.engine.dispose()  # the server forks: no connection may be shared
    click.echo(f"Second Lock: {found.public_url} (listening on {found.host}:{found.port})")
    server = Granian(
        "wsgi:app",
        address=found.host,
        port=found.port,
        interface=Interfaces.WSGI,
        workers=found.workers,
        blocking_threads=32,
        websockets=False,
        respawn_failed_workers=True,  # one that is killed must not take the others along (F04)
        respawn_interval=0.5,
        workers_kill_timeout=15,
        http=HTTPModes.http1,  # what proxies speak; HTTP/2 would bring limits of its own
        http1_settings=HTTP1Settings(max_buffer_size=_MOST_HEADER_BYTES),
        log_level=LogLevels.error,
        log_access=False,
    )
    with shared_metrics():
        server.serve()


@click.command("openapi")
@with_appcontext
def openapi() -> None:
    """Print the OpenAPI document.

    \b
    Example:
      flask openapi > docs/openapi.json
    """
    click.echo(json.dumps(document(current_app), indent=2, sort_keys=True))
