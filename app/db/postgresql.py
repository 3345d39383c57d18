"""PostgreSQL as a web application needs it: a connection that may only read is given up."""

from sqlalchemy import Engine, ExceptionContext, event

_READ_ONLY = "25006"  # read_only_sql_transaction


def tune(engine: Engine) -> None:
    """Let no pooled connection outlive the time in which its server took no writes: after a
    failover it would refuse every write of its process for good (F17)."""
    if engine.dialect.name == "postgresql":
        event.listen(engine, "handle_error", _give_up)


def _give_up(context: ExceptionContext) -> None:
    if getattr(context.original_exception, "sqlstate", None) == _READ_ONLY:
        context.is_disconnect = True  # the whole pool is made anew
