"""Counts a try at a second factor, before it is checked (R49).

The charge is a transaction of its own, so that a burst of guesses cannot pass the limit and the
rollback of a failed login does not undo it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.core.act import Act
from app.core.codes import BackupCode, Code
from app.core.errors import AppError, NotSignedIn
from app.db import write_tx
from app.extensions import settings
from app.factors.owned import Factors, factors_within
from app.lockout.counters import Counter, code_counter
from app.lockout.service import Charge, charge, limit_within, peek_limit, redating
from app.users.account import Account


@dataclass(frozen=True)
class CodeAttempt:
    """One submitted code: its user, surface, client, time and charge.

    `user` is the account as the guard read it. `left` is the number of tries that remain. `gone` is
    the error to raise where a security change has made `user` obsolete. `compared` is the number of
    authenticators that the charge paid for. `locks` tells that no code of an app is accepted after
    it.
    """

    user: Account
    surface: str
    act: Act
    charged: Charge
    left: int
    gone: type[AppError]
    compared: int = 1
    locks: bool = False


def compared_with(code: Code) -> int | None:
    """Return how many authenticators a code is compared with.

    `charge_attempt` takes the number. A backup code counts as one. None stands for each that the
    account has.
    """
    return 1 if isinstance(code, BackupCode) else None


def codes_of(user_id: str, factors: Factors) -> Counter:
    """Return the count that a code of an account's apps charges."""
    return _counter(user_id, factors.apps)


def charge_attempt(
    user: Account,
    *,
    surface: str,
    act: Act,
    also: Callable[[Session], int] | None = None,
    gone: type[AppError] = NotSignedIn,
    compared: int | None = None,
) -> CodeAttempt:
    """Count one try of an account before its code is checked.

    The code may then be compared with `compared` authenticators, and costs as many tries in each
    window but the shortest (P16). None stands for each that the account has. `also` counts a second
    limit in the same transaction and returns the tries left of it. It runs first, so that an
    expired marker is reported before a lock. Raises TooManyAttempts, and what `also` raises.
    """
    with redating([code_counter(user.id, settings())], act.now), write_tx() as tx:
        left_elsewhere = also(tx) if also else None
        charged, cost, locks = charge_codes(tx, user.id, compared=compared, now=act.now)
    left = charged.left if left_elsewhere is None else min(charged.left, left_elsewhere)
    return CodeAttempt(user, surface, act, charged, left, gone, cost, locks)


def charge_codes(
    tx: Session, user_id: str, *, compared: int | None, now: datetime
) -> tuple[Charge, int, bool]:
    """Count one try at the cost of `compared` authenticators.

    None stands for all. Returns the charge, its cost, and whether it locks the codes of apps, which
    may cost more than this try. Raises TooManyAttempts.
    """
    apps = max(1, factors_within(tx, user_id).apps)
    cost = apps if compared is None else max(1, compared)
    if cost == apps:
        charged = charge(tx, [_counter(user_id, cost)], now)
        return charged, cost, charged.left == 0
    was_open = limit_within(tx, _counter(user_id, apps), now).left > 0
    charged = charge(tx, [_counter(user_id, cost)], now)
    return charged, cost, was_open and limit_within(tx, _counter(user_id, apps), now).left == 0


def tries(attempt: CodeAttempt) -> dict[str, Any]:
    """Return what a refusal tells of the tries that are left.

    Where none is left, it tells the seconds to wait.
    """
    if attempt.charged.left > 0:
        return {"attemptsLeft": attempt.left}
    counter = _counter(attempt.user.id, attempt.compared)
    return {"attemptsLeft": 0, "retryAfter": peek_limit(counter, attempt.act.now).retry_after}


def _counter(user_id: str, compared: int) -> Counter:
    return code_counter(user_id, settings(), cost=max(1, compared))
