"""Charges attempts before the check, and refunds those that went well."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Session

from app.core.errors import TooManyAttempts, TooManyRequests
from app.core.limits import LimitState, limit_state, strictest
from app.core.opaque_tokens import new_id
from app.db import insert_row, write_tx
from app.db.upsert import upsert
from app.extensions import db
from app.lockout.counters import ASKED_MAILS, GUESSES, Counter, account_of
from app.lockout.models import AttemptKey, AttemptRow

# The clocks of nodes may be this far apart (`/readyz`).
_AHEAD = timedelta(seconds=10)
_ROWS = AttemptRow.__table__
_SINCE = select(_ROWS.c.at, _ROWS.c.forgiven).where(
    _ROWS.c.key == bindparam("counter"), _ROWS.c.at > bindparam("since")
)
_REFUND = delete(_ROWS).where(_ROWS.c.id.in_(bindparam("ids", expanding=True)))
_FORGIVE = update(_ROWS).where(_ROWS.c.key == bindparam("counter")).values(forgiven=True)


@dataclass(frozen=True)
class Charge:
    """Attempts that were counted in advance.

    `left` is how many more attempts of the same cost the strictest count allows.
    """

    attempt_ids: tuple[str, ...]
    left: int


@contextmanager
def redating(counters: Sequence[Counter], now: datetime) -> Iterator[None]:
    """Where a count is full, move attempts from the future to now.

    Such attempts were made while the clock was ahead, and would lock long after their time. They
    count for their window from now. Raises TooManyAttempts again. The transaction that was refused
    must have ended.
    """
    try:
        yield
    except TooManyAttempts:
        _redate(counters, now)
        raise


def charge(tx: Session, counters: Sequence[Counter], now: datetime) -> Charge:
    """Count one attempt in each of `counters`, at the counter's cost.

    The key's row is locked first, so that parallel guesses cannot pass the limit (CVE-2019-5421).
    Commit before the check: the count must outlive a failed login (R49). Raises TooManyAttempts
    where a count is full.
    """
    ordered = sorted(counters, key=lambda counter: counter.key)  # one order, no deadlock
    for counter in ordered:
        _lock_key(tx, counter, now)
    verdict = strictest([_standing(tx, counter, now, redates=True) for counter in ordered])
    if not verdict.left:
        raise TooManyAttempts(retry_after=verdict.retry_after)
    attempts = [row for counter in ordered for row in _attempts(counter, now)]
    for each in attempts:
        insert_row(tx, each)
    return Charge(attempt_ids=tuple(each.id for each in attempts), left=verdict.left - 1)


def charge_call(counters: Sequence[Counter], now: datetime) -> Charge:
    """Count a limited call in a transaction of its own.

    Raises TooManyRequests where a count is full.
    """
    try:
        with redating(counters, now), write_tx() as tx:
            return charge(tx, counters, now)
    except TooManyAttempts as full:
        raise TooManyRequests(retry_after=full.retry_after) from None


def raise_if_exhausted(counters: Sequence[Counter], now: datetime) -> None:
    """Raise TooManyAttempts where a count is full already.

    Only reads: a client past its limit must take no lock that other clients wait for. `charge`
    still decides.
    """
    with redating(counters, now):
        verdict = strictest([_standing(db.session(), counter, now) for counter in counters])
        if not verdict.left:
            raise TooManyAttempts(retry_after=verdict.retry_after)


def refund(tx: Session, charged: Charge) -> None:
    """Take back attempts that went well: they were no failures."""
    tx.execute(_REFUND, {"ids": charged.attempt_ids})


def reset_short_window(tx: Session, counter: Counter) -> None:
    """Clear the shortest window alone; the longer ones keep their attempts (R50)."""
    tx.execute(_FORGIVE, {"counter": counter.key})


def clear(tx: Session, counter: Counter) -> None:
    """Forget every attempt of a count."""
    tx.execute(delete(AttemptRow).where(AttemptRow.key == counter.key))


def clear_guesses(
    tx: Session, *, user_id: str, email: str, scopes: Sequence[str] = GUESSES
) -> None:
    """Forget every wrong code and password of an account, from any place.

    The count of a network address over all accounts stays: it says nothing of this account.
    """
    _clear_scopes(tx, [user_id, account_of(email)], scopes)


def clear_mails(tx: Session, email: str) -> None:
    """Forget the counted mails to an e-mail address.

    Call this only for a client that has proven the mailbox and gives up its link or account.
    Strangers may have used up the mails to it, and the next link would reach nobody. Without the
    proof, an attacker would clear the count to flood the mailbox.
    """
    _clear_scopes(tx, [account_of(email)], ASKED_MAILS)


def peek_limit(counter: Counter, now: datetime) -> LimitState:
    """Return how a count stands, without charging it."""
    return _standing(db.session(), counter, now)


def limit_within(tx: Session, counter: Counter, now: datetime) -> LimitState:
    """Return how a count stands as a transaction sees it."""
    return _standing(tx, counter, now)


def _attempts(counter: Counter, now: datetime) -> Iterator[AttemptRow]:
    """Yield the rows of one attempt.

    The shortest window counts the first alone."""
    for place in range(counter.cost):
        yield AttemptRow(id=new_id(), key=counter.key, at=now, forgiven=place > 0)


def _clear_scopes(tx: Session, accounts: Sequence[str], scopes: Sequence[str]) -> None:
    keys = select(AttemptKey.key).where(
        AttemptKey.account.in_(accounts), AttemptKey.scope.in_(scopes)
    )
    tx.execute(delete(AttemptRow).where(AttemptRow.key.in_(keys)))


def _redate(counters: Sequence[Counter], now: datetime) -> None:
    keys, ahead = [counter.key for counter in counters], now + _AHEAD
    of_future = (
        select(AttemptRow.id).where(AttemptRow.key.in_(keys), AttemptRow.at > ahead).limit(1)
    )
    if db.session.scalar(of_future) is None:
        return
    with write_tx() as tx:
        for key in sorted(keys):
            _redate_key(tx, key, now)


def _redate_key(tx: Session, key: str, now: datetime) -> None:
    of_future = (AttemptRow.key == key, AttemptRow.at > now + _AHEAD)
    tx.execute(update(AttemptRow).where(*of_future).values(at=now))


def _standing(tx: Session, counter: Counter, now: datetime, *, redates: bool = False) -> LimitState:
    longest = min(window.since(now) for window in counter.windows)
    found = tx.execute(_SINCE, {"counter": counter.key, "since": longest}).all()
    if redates and any(at > now + _AHEAD for at, _ in found):
        _redate_key(tx, counter.key, now)
    rows = [(min(at, now), forgiven) for at, forgiven in found]
    short = [at for at, forgiven in rows if not forgiven]
    everything = [at for at, _ in rows]
    shortest, *longer = counter.windows
    return strictest(
        [
            limit_state(short, shortest, now),
            *(limit_state(everything, window, now, cost=counter.cost) for window in longer),
        ]
    )


def _lock_key(tx: Session, counter: Counter, now: datetime) -> None:
    row = {
        "key": counter.key,
        "scope": counter.scope,
        "account": counter.account,
        "last_at": now,
    }
    upsert(tx, AttemptKey, row, key=["key"], renews=["last_at"])
