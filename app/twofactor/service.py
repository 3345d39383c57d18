"""The second factor while it is on: status, new backup codes, disabling."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy.orm import Session

from app.audit.events import Event
from app.audit.service import record
from app.core.act import Act
from app.core.errors import Conflict, TwoFactorRequired
from app.core.text import _
from app.db import write_tx
from app.db.versions import next_version
from app.extensions import db, settings
from app.mail.outbox import queue
from app.mail.owners import tell_owner
from app.mail.wording import account
from app.policy.levels import LEVELS, NOTHING
from app.policy.methods import second_factors
from app.policy.standing import find_standing
from app.sessions.holding import hold_caller
from app.sessions.principal import Principal
from app.sessions.service import end_everything
from app.twofactor import backup_codes, totp
from app.twofactor.attempts import charge_attempt, compared_with
from app.twofactor.authenticators import list_factors
from app.twofactor.removal import take_away, turn_off
from app.twofactor.verification import read_code, spend_code, verified_transaction
from app.users.account import Account
from app.users.models import User
from app.users.service import lock_person


def status(user: Account | User) -> dict[str, Any]:
    """Return what the owner may know of their second factor.

    The result holds no secret (R16).
    """
    standing, methods = find_standing(user.id), second_factors(user)
    return {
        "enabled": user.has_two_factor,
        "required": standing.asked > NOTHING,
        "level": LEVELS[standing.next_level],
        "methods": methods,
        "authenticators": list_factors(user.id),
        "backupCodesRemaining": backup_codes.count_left(db.session(), user.id),
        "enabledAt": user.two_factor_enabled_at,
        # Left out where each secret is long enough, as most are.
        **({"reEnrol": True} if totp.needs_renewal(user.id) else {}),
    }


def disable(caller: Principal, code: str | None, *, act: Act) -> Principal:
    """Turn two-factor authentication off, with every factor, and end all other sessions.

    `code` is None where the caller's step-up is fresh. Returns the caller with the renewed session.
    Raises TwoFactorRequired where the policy demands two factors, before a code is spent, and
    Conflict where two-factor authentication is off already. Also raises what `read_code`,
    `charge_attempt` and `spend_code` raise.
    """
    if caller.standing.level > NOTHING:
        raise TwoFactorRequired
    with _proven(caller, code, surface="disable", act=act) as (tx, user):
        return turn_off(tx, user, caller, act)


def renew_backup_codes(caller: Principal, code: str | None, *, act: Act) -> list[str]:
    """Make ten new backup codes and return them.

    The old codes are void. Raises what `disable` raises, but not TwoFactorRequired.
    """
    with _proven(caller, code, surface="backup-codes", act=act) as (tx, user):
        codes = backup_codes.issue(tx, user.id, act.now)
        record(tx, Event.BACKUP_CODES_REPLACED, subject_id=user.id, act=act)
        queue(
            tx,
            account.backup_codes_replaced(settings(), user.email, act=act),
            act.now,
            language=user.locale,
        )
    return codes


def ask_to_enrol(user_id: str, *, act: Act) -> User:
    """Make a user enrol at their next sign-in, for an operator.

    A second factor that is on is removed. All sessions end, and the owner gets a mail. Returns the
    user. Raises NotFound, or Conflict where the user has to enrol already.
    """
    with write_tx() as tx:
        user = lock_person(tx, user_id, act=act)
        next_version(user, None)
        if user.has_two_factor:
            take_away(tx, user, act)
        elif user.must_enrol_at is not None:
            raise Conflict(
                _("{email} has to set up a second factor already.").format(email=user.email)
            )
        else:
            what = _("asks you to set up a second factor at your next sign-in, and signed you out")
            tell_owner(tx, user, what, act=act)
            end_everything(tx, user, keep=None, now=act.now)
        user.must_enrol_at = act.now
        record(tx, Event.TWO_FACTOR_ASKED, subject_id=user.id, act=act)
    return user


@contextmanager
def _proven(
    caller: Principal, code: str | None, *, surface: str, act: Act
) -> Iterator[tuple[Session, User]]:
    """Open the transaction of a change that needs a proof.

    The proof is a code or, where `code` is None, a fresh step-up, which the caller has checked. A
    code that is sent is always checked and spent, also where the step-up is fresh. Raises Conflict
    where two-factor authentication is off.
    """
    require_on(caller.user)
    if code is None:
        with write_tx() as tx:
            yield tx, hold_caller(tx, caller)
        return
    parsed = read_code(caller.user, code, act.now)
    attempt = charge_attempt(caller.user, surface=surface, act=act, compared=compared_with(parsed))
    with verified_transaction(attempt) as (tx, user):
        spend_code(tx, attempt, user, parsed)
        yield tx, user


def require_on(user: Account | User) -> None:
    """Raise Conflict where two-factor authentication is off."""
    if not user.has_two_factor:
        raise Conflict(_("Two-factor authentication is off."))
