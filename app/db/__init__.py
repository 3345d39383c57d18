"""The database: base model, column types, engine settings, write transactions."""

from app.db.base import Base, new_id_column
from app.db.transaction import after_commit, end_read, rows_changed, write_last, write_tx
from app.db.upsert import insert_row

__all__ = [
    "Base",
    "after_commit",
    "end_read",
    "insert_row",
    "new_id_column",
    "rows_changed",
    "write_last",
    "write_tx",
]
