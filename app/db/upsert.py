"""INSERT with ON CONFLICT, which both databases know but SQLAlchemy spells per dialect."""

from importlib import import_module
from typing import Any

from sqlalchemy.orm import Session


def insert(tx: Session, model: type[Any]) -> Any:
    """Return the dialect's INSERT for `model`, on which `on_conflict_do_…` can be called."""
    # By name: to load PostgreSQL's where there is SQLite takes 2 MB.
    return import_module(f"sqlalchemy.dialects.{tx.get_bind().dialect.name}").insert(model)
