"""How migrations run: in one transaction, one runner at a time, children safe on SQLite."""

from alembic import context
from alembic.util import CommandError
from flask import current_app
from sqlalchemy.exc import SQLAlchemyError

from app.db.opening import is_forbidden, words_of

# One runner at a time on PostgreSQL; SQLite's write lock does the same.
_ADVISORY_LOCK = 7216001


def run_migrations() -> None:
    """Run the migrations on the application's own engine."""
    extension = current_app.extensions["migrate"]
    arguments = dict(extension.configure_args, target_metadata=extension.db.metadata)
    engine = extension.db.engine
    with engine.connect().execution_options(sqlite_begin="IMMEDIATE") as connection:
        is_sqlite = connection.dialect.name == "sqlite"
        if is_sqlite:
            # Batch mode rebuilds tables, and with foreign keys on the DROP deletes the children's
            # rows. The pragma works only outside a transaction, hence on the driver's connection.
            driver = connection.connection.dbapi_connection
            driver.execute("PRAGMA foreign_keys=OFF")
            arguments["transactional_ddl"] = True
        context.configure(connection=connection, **arguments)
        try:
            with context.begin_transaction():
                if not is_sqlite:
                    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_ADVISORY_LOCK})")
                context.run_migrations()
                if is_sqlite:
                    _check_children(connection)
        except SQLAlchemyError as wrong:
            if not is_forbidden(wrong):
                raise
            told = f"the role of DATABASE_URL may not migrate: {words_of(wrong)}"
            raise CommandError(told) from None
        finally:
            if is_sqlite:
                driver.execute("PRAGMA foreign_keys=ON")


def _check_children(connection) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if broken:
        raise RuntimeError(f"the migration broke foreign keys: {broken[:5]}")


run_migrations()
