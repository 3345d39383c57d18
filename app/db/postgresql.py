"""PostgreSQL connections: how they open, and when the pool drops them."""

from typing import Any

from sqlalchemy import Engine, ExceptionContext, event

from app.config import ConfigError

# TCP waits a quarter of an hour where a network drops packets. The timeouts end that sooner.
# No statement is prepared: a pooler such as PgBouncer may send the next statement of a client over
# another server connection. That connection lacks the prepared statement, or has another client's
# statement of the same name.
CONNECT = {
    "connect_timeout": 5,
    "keepalives_idle": 5,
    "tcp_user_timeout": 8000,
    "prepare_threshold": None,
    "client_encoding": "utf8",  # a role or PGCLIENTENCODING may ask for another
}
_READ_ONLY = "25006"  # read_only_sql_transaction


def tune(engine: Engine) -> None:
    """Check each new connection, and drop all connections to a read-only server.

    After a failover, the old connections would refuse every write of the process for good (F17).
    """
    if engine.dialect.name == "postgresql":
        event.listen(engine, "connect", _set_up)
        event.listen(engine, "handle_error", _give_up)


def _set_up(connection: Any, _record: Any) -> None:
    """Refuse an encoding that lacks letters, and read dates as ISO.

    The server tells both when a connection opens, so that the usual case costs no statement.
    """
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        raise ConfigError(f"The database is in {encoding}: make one with ENCODING 'UTF8'")
    if not connection.info.parameter_status("DateStyle").startswith("ISO"):
        # psycopg reads no other style. PgBouncer keeps this setting for each client.
        connection.execute("SET DateStyle TO ISO")
        connection.commit()


def _give_up(context: ExceptionContext) -> None:
    if getattr(context.original_exception, "sqlstate", None) == _READ_ONLY:
        context.is_disconnect = True  # SQLAlchemy replaces the whole pool
