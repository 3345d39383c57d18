"""PostgreSQL as a web application needs it: a connection that may only read is given up."""

import psycopg
from sqlalchemy import Engine, ExceptionContext, event


def tune(engine: Engine) -> None:
    """Let no pooled connection outlive the time in which its server took no writes: after a
    failover it would refuse every write of its process for good (F17)."""
    if engine.dialect.name == "postgresql":
        event.listen(engine, "handle_error", _give_up)


def _give_up(context: ExceptionContext) -> None:
    if isinstance(context.original_exception, psycopg.errors.ReadOnlySqlTransaction):
        context.is_disconnect = True  # the whole pool is made anew
