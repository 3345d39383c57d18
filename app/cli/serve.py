"""`flask serve`."""

import gc
import logging
import multiprocessing
import sys
import threading
from pkgutil import resolve_name
from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext
from granian import Granian
from granian.constants import HTTPModes, Interfaces, Loops
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server.common import AbstractServer

from app.config import ConfigError, Settings
from app.db.migrations import init_migrations
from app.extensions import db, settings
from app.web.listening import address_of, sole_listener
from app.web.monitoring.health import database_fault
from app.web.monitoring.log import log_in_json
from app.web.monitoring.metrics import shared_metrics

# A longer header costs more to read, and the server reads it before the request is counted.
_MOST_HEADER_BYTES = 32 * 1024
# musl gives a thread 128 kB where Python was not told otherwise: nested JSON would end a worker.
_STACK_BYTES = 8 * 1024 * 1024
# How granian speaks to clients and to the application.
WIRE: dict[str, Any] = {
    # Not WSGI: `app.web.gateway` says what granian's WSGI loses. The application needs no lifespan.
    "interface": Interfaces.ASGINL,
    "websockets": False,
    "http": HTTPModes.http1,  # what proxies speak; HTTP/2 would bring limits of its own
    "http1_settings": HTTP1Settings(max_buffer_size=_MOST_HEADER_BYTES),
    "log_level": LogLevels.error,
    "log_access": False,
}


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
    try:
        address = address_of(found.host, found.port)
        with sole_listener(address, found.port):
            _serve(found, address, upgrade=upgrade)
    except ConfigError as wrong:
        raise click.ClickException(f"{wrong}.") from None


def _serve(found: Settings, address: str, *, upgrade: bool) -> None:
    fault = database_fault() if upgrade else None
    # The session's transaction would stay open for as long as the server runs, and SQLite's WAL
    # would grow.
    db.session.remove()
    if fault in {"database", "migrations"}:
        _upgrade()
    db.engine.dispose()  # the server forks: no connection may be shared
    where = f"listening on {found.host}:{found.port}"
    # One line: what follows it is JSON.
    click.echo(f"Second Lock: {found.public_url} ({where}, registration: {found.door})")
    log_in_json()
    server = server_of("wsgi:served", found, address=address)
    threading.stack_size(_STACK_BYTES)  # of each thread that a worker starts; forks keep it
    # A worker's garbage collector would else write to every memory page that the processes share.
    gc.freeze()
    with shared_metrics():
        # granian's own loader would search the working folder for modules first.
        server.serve(target_loader=resolve_name)


def server_of(target: str, found: Settings, *, address: str) -> AbstractServer[Any]:
    """Return the granian server of the ASGI application that `target` names."""
    server: AbstractServer[Any] = Granian(
        target,
        address=address,
        port=found.port,
        loop=Loops.asyncio,
        workers=found.workers,
        respawn_failed_workers=True,  # a killed worker must not stop the others (F04)
        respawn_interval=0.5,
        workers_kill_timeout=15,
        # Its records go to the handler of `log_in_json`, and not to one of its own.
        log_dictconfig={"loggers": {"_granian": {}}},
        **WIRE,
    )
    return server


def _upgrade() -> None:
    """Migrate in a process of its own.

    Its end frees the modules that only a migration loads.
    """
    db.engine.dispose()
    process = multiprocessing.get_context("fork").Process(target=_migrate)
    process.start()
    process.join()
    if process.exitcode:
        sys.exit(process.exitcode)


def _migrate() -> None:
    import flask_migrate  # noqa: PLC0415

    init_migrations(current_app)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    flask_migrate.upgrade()
