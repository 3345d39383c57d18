"""Proving the second factor by a passkey.

A wrong signature counts like a wrong code, before it is checked. A lock of codes never stops a
right signature: nobody guesses one, and a stranger who knows the password could lock its owner out
(P08).
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.audit.events import Event
from app.audit.service import record
from app.core.act import Act
from app.core.errors import AppError, Conflict, InvalidPasskey, NotSignedIn, TooManyAttempts
from app.core.text import _
from app.db import write_tx
from app.extensions import settings
from app.lockout.service import Charge, refund
from app.mail.outbox import queue
from app.mail.wording import factors
from app.passkeys.assertions import Assertion, check_assertion, use_assertion
from app.passkeys.challenges import new_challenge
from app.passkeys.keys import CounterWentBack, descriptor, key_json, usable_keys
from app.passkeys.options import request_options
from app.passkeys.relying_party import relying_party
from app.twofactor.attempts import CodeAttempt, charge_codes, tries
from app.twofactor.verification import note_lock
from app.users.account import Account
from app.users.models import User
from app.users.service import lock_user
from app.web.monitoring.metrics import count


def options_for(user_id: str, purpose: str, subject: str, now: datetime) -> dict[str, Any]:
    """Return the options by which a user proves one of their keys.

    Raises Conflict where they have none of this host.
    """
    keys = usable_keys(user_id)
    if not keys:
        raise Conflict(_("You have no passkey for this address."))
    return request_options(
        relying_party(),
        challenge=new_challenge(purpose, subject, now),
        allow=[descriptor(each) for each in keys],
        user_verification="preferred",
    )


@contextmanager
def proven_by_passkey(
    user: Account,
    credential: Mapping[str, Any],
    *,
    purpose: str,
    subject: str,
    surface: str,
    act: Act,
    also: Callable[[Session], int] | None = None,
    gone: type[AppError] = NotSignedIn,
) -> Iterator[tuple[Session, User]]:
    """Open the transaction of what a passkey of `user` permits.

    The user's row is locked. `also` counts a second limit, as `charge_attempt` takes it. Raises
    InvalidPasskey with the tries left, what `also` raises, and `gone` where a security change was
    faster than this request.
    """
    attempt = _charge(user, surface, act, also, gone)
    found: Assertion | None = None
    try:
        found = check_assertion(credential, purpose=purpose, subject=subject, now=act.now)
        with write_tx() as tx:
            held = lock_user(tx, user.id)
            if held is None or held.token_version != user.token_version:
                raise gone
            use(tx, held, found, act)
            yield tx, held
            if attempt.charged.attempt_ids:
                refund(tx, attempt.charged)
    except InvalidPasskey as refusal:
        count("second_factors", refusal.code)
        _note_refusal(attempt, found if isinstance(refusal, CounterWentBack) else None)
        raise InvalidPasskey(**tries(attempt)) from None
    count("second_factors", "accepted")


def use(tx: Session, user: User, found: Assertion, act: Act) -> None:
    """Use an assertion once.

    The history gets a synced key whose counter went back (P06). Raises what `use_assertion` raises.
    """
    if not use_assertion(tx, user, found, act.now):
        record(tx, Event.PASSKEY_COUNTER, subject_id=user.id, act=act, factor=found.key.id)


def note_copied(tx: Session, user: Account | User, found: Assertion, act: Act) -> None:
    """Tell the owner that a copy of a key may exist (P06).

    The challenge is spent, so that one signature is told of once.
    """
    with suppress(InvalidPasskey):
        found.spend(tx, act.now)
        record(tx, Event.PASSKEY_COUNTER, subject_id=user.id, act=act, factor=found.key.id)
        named = key_json(found.key)["name"]
        message = factors.passkey_counter(settings(), user.email, name=named, act=act)
        queue(tx, message, act.now, language=user.locale)


def _charge(
    user: Account,
    surface: str,
    act: Act,
    also: Callable[[Session], int] | None,
    gone: type[AppError],
) -> CodeAttempt:
    with write_tx() as tx:
        left_elsewhere = also(tx) if also else None
        try:
            charged, _, locks = charge_codes(tx, user.id, compared=1, now=act.now)
        except TooManyAttempts:
            charged, locks = Charge(attempt_ids=(), left=0), False
    left = charged.left if left_elsewhere is None else min(charged.left, left_elsewhere)
    return CodeAttempt(user, surface, act, charged, left, gone, locks=locks)


def _note_refusal(attempt: CodeAttempt, copied: Assertion | None) -> None:
    user, act = attempt.user, attempt.act
    with write_tx() as tx:
        if attempt.charged.attempt_ids:  # else codes are locked, and posts have no other limit
            record(tx, Event.PASSKEY_REFUSED, subject_id=user.id, act=act, surface=attempt.surface)
        if copied is not None:
            note_copied(tx, user, copied, act)
        note_lock(tx, attempt)
