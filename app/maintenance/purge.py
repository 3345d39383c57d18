"""Removes expired rows, in batches."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, inspect, or_, select

from app.accounts.models import MailToken
from app.app_tokens.models import AppToken
from app.config import Settings
from app.core.errors import TooManyRequests
from app.core.limits import Window
from app.db import end_read, rows_changed, write_tx
from app.extensions import db, settings
from app.factors.models import PENDING, SpentChallenge, TotpSecret
from app.invitations.models import Invitation
from app.lockout.counters import Counter
from app.lockout.models import AttemptKey, AttemptRow
from app.lockout.service import charge_call
from app.recovery.models import FormerAddress, Recovery, RecoveryAddress
from app.sessions.models import AuthSession, KnownBrowser, LoginChallenge, TrustedDevice

_BATCH = 500
# Twice as long as starts, stops and moves count: no clock that is ahead makes them forgotten.
_KEPT = timedelta(days=60)
_HOURLY = Counter("purge", (Window(limit=1, seconds=3600),))


@dataclass(frozen=True)
class Expired:
    """The expired rows of one table."""

    model: type[Any]
    condition: ColumnElement[bool]

    @property
    def table(self) -> str:
        """The name of the table."""
        return str(self.model.__tablename__)


def purge(now: datetime) -> Mapping[str, int]:
    """Remove all that has expired; return the count of each table.

    It may run beside a server and beside itself: the statement that removes a row checks again that
    it has expired.
    """
    return {each.table: _purge(each) for each in expired(settings(), now)}


def purge_hourly(now: datetime) -> Mapping[str, int] | None:
    """Purge, unless any process on any node did so within the hour.

    Returns None then.
    """
    try:
        charge_call([_HOURLY], now)
    except TooManyRequests:
        return None
    return purge(now)


def expired(settings: Settings, now: datetime) -> Iterator[Expired]:
    """Yield the expired rows of each table.

    Attempts come before their keys, as a key counts as used while an attempt is left.
    """
    idle_since = now - timedelta(seconds=settings.session_idle_seconds)
    unknown_since = now - timedelta(seconds=settings.known_browser_seconds)
    forgotten = now - timedelta(seconds=longest_window(settings))
    yield Expired(
        AuthSession, or_(AuthSession.expires_at <= now, AuthSession.last_seen_at <= idle_since)
    )
    yield Expired(LoginChallenge, LoginChallenge.expires_at <= now)
    yield Expired(MailToken, MailToken.expires_at <= now)
    yield Expired(AttemptRow, AttemptRow.at <= forgotten)
    is_counted = exists().where(AttemptRow.key == AttemptKey.key)
    yield Expired(AttemptKey, (AttemptKey.last_at <= forgotten) & ~is_counted)
    yield Expired(KnownBrowser, KnownBrowser.last_used_at <= unknown_since)
    yield Expired(TrustedDevice, TrustedDevice.expires_at <= now)
    yield Expired(AppToken, AppToken.expires_at <= now)
    # A day longer, in case that the clock was ahead: an expired challenge would be valid again.
    yield Expired(SpentChallenge, SpentChallenge.expires_at <= now - timedelta(days=1))
    yield Expired(TotpSecret, (TotpSecret.state == PENDING) & (TotpSecret.expires_at <= now))
    # A registration by a link waits for its proof when the link has expired.
    proven_since = now - timedelta(seconds=settings.verify_email_seconds)
    is_spent = (Invitation.uses == 0) | (Invitation.expires_at <= proven_since)
    yield Expired(Invitation, is_spent)
    yield Expired(Recovery, Recovery.closed_at <= now - _KEPT)
    yield Expired(RecoveryAddress, RecoveryAddress.expires_at <= now)
    yield Expired(FormerAddress, FormerAddress.moved_at <= now - _KEPT)


def longest_window(settings: Settings) -> int:
    """Return the seconds of the longest window of any limit.

    Older attempts count nowhere.
    """
    limits = [getattr(settings, each.name) for each in fields(settings)]
    windows = [window for limit in limits if _is_limit(limit) for window in limit]
    return max(int(window.seconds) for window in windows)


def _is_limit(value: object) -> bool:
    return isinstance(value, tuple) and all(isinstance(each, Window) for each in value)


def _purge(what: Expired) -> int:
    """Remove the rows of one table in batches; return how many.

    SQLite has one writer, and logins wait for it.
    """
    [key] = inspect(what.model).primary_key
    removed = 0
    while True:
        # Search outside of the write transaction: it may take long.
        batch = db.session.scalars(select(key).where(what.condition).limit(_BATCH)).all()
        end_read()
        if not batch:
            return removed
        # Skip rows that another transaction has locked: it may still use them, and must not wait
        # for this one.
        free = select(key).where(key.in_(batch), what.condition).with_for_update(skip_locked=True)
        with write_tx() as tx:
            went = rows_changed(tx, delete(what.model).where(key.in_(free)))
        removed += went
        if len(batch) < _BATCH or not went:
            return removed
