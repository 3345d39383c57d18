"""The fence of a restored backup against challenges of before (F15, P12).

It is a row among the spent challenges, which ends with them.
"""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db.upsert import insert
from app.factors.models import SpentChallenge

_FENCE = "fence"  # no digest of a challenge is so short
_LIFE = timedelta(hours=24)


def put_up(tx: Session, now: datetime) -> None:
    """Put the fence up at `now`; it stands for 24 hours.

    The backup does not know which challenges were spent, and lacks the keys that are newer.
    """
    until = now + _LIFE
    row = insert(tx, SpentChallenge).values(digest=_FENCE, expires_at=until)
    tx.execute(row.on_conflict_do_update(index_elements=["digest"], set_={"expires_at": until}))


def fenced_at(tx: Session, now: datetime) -> datetime | None:
    """Return when the fence was put up, or None where none stands."""
    standing = (SpentChallenge.digest == _FENCE, SpentChallenge.expires_at > now)
    until = tx.scalar(select(SpentChallenge.expires_at).where(*standing))
    return until and until - _LIFE
