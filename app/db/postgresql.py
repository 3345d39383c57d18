"""PostgreSQL connections: how they open, and when the pool drops them."""

from typing import Any

from sqlalchemy import Engine, ExceptionContext, event

from app.config import ConfigError

# TCP waits a quarter of an hour where a network drops packets. The timeouts end that sooner.
# No transaction prepares statements: see `keep_statements`.
CONNECT = {
    "connect_timeout": 5,
    "keepalives_idle": 5,
    "tcp_user_timeout": 8000,
    "prepare_threshold": None,
    "client_encoding": "utf8",  # a role or PGCLIENTENCODING may ask for another
}
# A failover made the server read-only, a migration changed what a kept statement returns, or the
# server has lost that statement.
_READ_ONLY, _CHANGED, _LOST = "25006", "0A000", "26000"
_OUTDATED = {_READ_ONLY, _CHANGED, _LOST}
_KEPT_AFTER_USES = 5


def tune(engine: Engine) -> None:
    """Set up each new connection, and drop all that are outdated.

    After a failover, the old connections would refuse every write of the process for good (F17).
    """
    if engine.dialect.name == "postgresql":
        event.listen(engine, "connect", _set_up)
        event.listen(engine, "handle_error", _give_up)


def keep_statements(engine: Engine) -> None:
    """Let the server keep the statements of an engine.

    To parse and to plan a statement anew takes PostgreSQL longer than the read. A pooler such as
    PgBouncer may send the next statement of a client over another server connection. That
    connection lacks the kept statement, or has another client's statement of the same name. So
    connections through a pooler keep none.
    """
    if engine.dialect.name == "postgresql":
        event.listen(engine, "connect", _keep_statements)


def _keep_statements(connection: Any, _record: Any) -> None:
    # A pooler answers a new client by itself, with a number of its own as the server's process.
    [process] = connection.execute("SELECT pg_backend_pid()").fetchone()
    connection.commit()
    if process == connection.info.backend_pid:
        connection.prepare_threshold = _KEPT_AFTER_USES


def _set_up(connection: Any, _record: Any) -> None:
    """Refuse an odd encoding, compile no queries, read dates as ISO.

    PostgreSQL compiles (JIT) a query that it expects to read much. It guesses the size of a table
    that it has never analyzed, as it does not analyze small ones. So it would compile the list of
    apps for a third of a second, to read two rows.
    """
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        raise ConfigError(f"The database is in {encoding}: make one with ENCODING 'UTF8'")
    connection.execute("SET jit TO off")
    if not connection.info.parameter_status("DateStyle").startswith("ISO"):
        # psycopg reads no other style. PgBouncer keeps this setting for each client.
        connection.execute("SET DateStyle TO ISO")
    connection.commit()


def _give_up(context: ExceptionContext) -> None:
    if getattr(context.original_exception, "sqlstate", None) in _OUTDATED:
        context.is_disconnect = True  # SQLAlchemy replaces the whole pool
