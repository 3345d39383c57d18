"""PostgreSQL engines: the pool drops connections to a read-only server."""

from sqlalchemy import Engine, ExceptionContext, event

_READ_ONLY = "25006"  # read_only_sql_transaction


def tune(engine: Engine) -> None:
    """Empty the pool when PostgreSQL refuses a write as read-only.

    After a failover, the old connections would refuse every write of the process for good (F17).
    """
    if engine.dialect.name == "postgresql":
        event.listen(engine, "handle_error", _give_up)


def _give_up(context: ExceptionContext) -> None:
    if getattr(context.original_exception, "sqlstate", None) == _READ_ONLY:
        context.is_disconnect = True  # SQLAlchemy replaces the whole pool
