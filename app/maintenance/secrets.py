"""Trying to open every sealed secret, to find those that no key opens."""

from sqlalchemy import select

from app.core.encryption import SealBroken
from app.db.sealed import SealedColumn, sealed_columns
from app.extensions import db, runtime

_AT_ONCE = 500


def count_unreadable() -> dict[str, int]:
    """Return for each sealed column how many of its values open under no key that is held."""
    return {each.purpose: _count(each) for each in sealed_columns()}


def _count(column: SealedColumn) -> int:
    values = select(column.column, column.owner).execution_options(yield_per=_AT_ONCE)
    return sum(
        not _opens(sealed, column.purpose, owner) for sealed, owner in db.session.execute(values)
    )


def _opens(sealed: str, purpose: str, owner: str) -> bool:
    try:
        runtime().key_ring.open_sealed(sealed, purpose=purpose, owner=owner)
    except SealBroken:
        return False
    return True
