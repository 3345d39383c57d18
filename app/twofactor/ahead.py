"""Authenticators that were used while this machine's clock was ahead.

The newest accepted step of such an authenticator lies in the future, so that every right code would
count as used. The step is never deleted: somebody may have seen its code and could send it again at
its time.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import BigInteger, func, literal, select
from sqlalchemy.orm import Session

from app.audit.models import AuditEvent
from app.core.errors import Unavailable
from app.core.text import _
from app.extensions import db, settings
from app.factors.models import LIVE, TotpSecret
from app.users.models import User

# `/readyz` answers 503 where a node's clock is further off.
_NODES_APART = timedelta(seconds=10)
_MESSAGE = _(
    "Codes of your app cannot be checked now: the clock of this service was ahead of time. "
    "Use a backup code, or ask whoever runs this service."
)


def refuse_ahead(live: Sequence[TotpSecret], now: datetime) -> None:
    """Raise Unavailable where no present code of any authenticator can be accepted.

    The error holds the seconds to wait. Callers ask before they count a try, because the fault is
    the server's, whatever the code is. The function reads no code, so the answer does not tell
    whether a code was right. One that works lets codes through.
    """
    waits = [_wait(each, now) for each in live]
    if waits and all(waits):
        raise Unavailable(_MESSAGE, retry_after=min(waits))


def is_ahead(last_step: int, period: int, now: datetime) -> bool:
    """Tell whether an accepted step lies in the future on every node."""
    return last_step > _steps(period, now + _NODES_APART)[1]


def bring_back(tx: Session, user_id: str, now: datetime) -> None:
    """Set the newest accepted step of a user's authenticators to the present.

    The function changes only authenticators whose newest step lies in the future. The steps from
    the account's first event ahead of time to its newest step stay refused when their time comes:
    no code works twice.
    """
    owned = select(TotpSecret).where(TotpSecret.user_id == user_id, TotpSecret.state == LIVE)
    for secret in tx.scalars(owned.with_for_update()).all():
        first, last = _steps(secret.period, now)
        if not is_ahead(secret.last_step, secret.period, now):
            continue
        since = _first_ahead(tx, user_id, now)
        begun = secret.last_step if since is None else _steps(secret.period, since)[0]
        known = secret.ahead_from if (secret.ahead_to or -1) >= first else None
        secret.ahead_from = max(last + 1, min(begun, secret.last_step, known or begun))
        secret.ahead_to = max(secret.last_step, secret.ahead_to or -1)
        secret.last_step = last


def owners_ahead(now: datetime) -> Sequence[str]:
    """Return the addresses of users whose authenticator is ahead of time."""
    moment = int((now + _NODES_APART).timestamp())
    present = literal(moment, BigInteger) // TotpSecret.period
    waits = TotpSecret.last_step > present + settings().totp_window
    owners = select(User.email).join(TotpSecret, TotpSecret.user_id == User.id)
    return db.session.scalars(owners.where(TotpSecret.state == LIVE, waits).distinct()).all()


def _wait(live: TotpSecret, now: datetime) -> int:
    """Return the seconds until a code can be accepted, or 0."""
    first, last = _steps(live.period, now)
    closed = [live.last_step] if is_ahead(live.last_step, live.period, now) else []
    begun, ended = live.ahead_from, live.ahead_to
    if begun is not None and ended is not None and begun <= last and first <= ended:
        closed.append(ended)
    return max(1, (max(closed) + 1) * live.period - int(now.timestamp())) if closed else 0


def _first_ahead(tx: Session, user_id: str, now: datetime) -> datetime | None:
    acts = (AuditEvent.subject_id == user_id, AuditEvent.at > now)
    return tx.scalar(select(func.min(AuditEvent.at, type_=AuditEvent.at.type)).where(*acts))


def _steps(period: int, now: datetime) -> tuple[int, int]:
    """Return the first and the last step that are accepted at `now`."""
    at, reach = int(now.timestamp()) // period, settings().totp_window
    return at - reach, at + reach
