"""Setting a new password.

A mailed link or the present password permits it.
"""

import unicodedata
from datetime import datetime
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import mailed_links
from app.accounts.admission import admit, turning_away
from app.accounts.models import RESET_PASSWORD
from app.accounts.ownership import claim_verified_address
from app.audit.events import Event
from app.audit.service import record
from app.auth.credentials import CheckedPassword, check_password, settle_password
from app.core.act import Act
from app.core.addresses import normal_form
from app.core.assurance import PASSWORD
from app.core.common_passwords import refuse_guessable
from app.core.errors import InvalidPassword, InvalidRequest, NotSignedIn, TooManyAttempts
from app.core.foreign_hashes import NO_PASSWORD
from app.core.passwords import normalise
from app.core.text import _
from app.db import write_tx
from app.extensions import runtime, settings
from app.lockout.counters import PASSWORDS, code_clear_counter, code_counter, mail_counter
from app.lockout.models import AttemptRow
from app.lockout.service import charge, charge_call, clear, clear_guesses
from app.mail.outbox import queue
from app.mail.wording import account
from app.passkeys.keys import need_password
from app.sessions.principal import Principal
from app.sessions.service import end_everything
from app.users.account import Account
from app.users.models import User
from app.users.recovery_marks import refusal_of_recovered
from app.users.service import lock_address_owner


def ask_reset(email: str, *, browser: str | None, act: Act) -> None:
    """Mail a link for a new password to an address's owner.

    Unknown addresses and disabled accounts cause the same work and get no mail (R42, R43). Raises
    InvalidRequest or TooManyRequests.
    """
    address = normal_form(email)
    charge_call([mail_counter(act.origin, settings())], act.now)
    letter = partial(account.reset_password, settings(), act=act)
    with write_tx() as tx:
        found = lock_address_owner(tx, address)
        receiver = None if found is None or found.is_disabled else found
        record(tx, Event.RESET_ASKED, subject_id=found.id if found else None, act=act)
        seconds = settings().reset_seconds
        mailed_links.send_link(
            tx,
            address,
            receiver,
            RESET_PASSWORD,
            letter,
            seconds=seconds,
            browser=browser,
            now=act.now,
        )


def reset_password(token: str, password: str, *, act: Act) -> None:
    """Set a new password by a mailed link.

    The link also proves the address. All sign-ins end, nobody is signed in, and a second factor
    stays (R81), but no passkey opens the account alone before it was used after the new password.
    Raises InvalidRequest, InvalidToken, NotAdmitted, TooManyRequests, or RecoveryProbation while a
    recovered account has no factor yet: the mailbox alone must not enrol one.
    """
    normal = check_shape(password, field="password")
    with mailed_links.counting_wrong_links(act):
        user = mailed_links.peek(token, RESET_PASSWORD, act.now)
    check_for(user, normal, field="password")
    with runtime().passwords.place(act.origin, account=user.email):
        password_hash = runtime().passwords.hash(normal)
    with turning_away(act), mailed_links.counting_wrong_links(act), write_tx() as tx:
        user = mailed_links.spend_bound(tx, token, RESET_PASSWORD, act.now).user
        if refusal := refusal_of_recovered(user):
            raise refusal
        admit(tx, user, act=act)
        put(tx, user, password_hash, act=act)
        need_password(tx, user.id)
        claim_verified_address(tx, user, is_registrant=False, act=act)
        end_everything(tx, user, keep=None, now=act.now)
        record(tx, Event.PASSWORD_RESET, subject_id=user.id, act=act)


def change_password(
    caller: Principal, current: str, new: str, *, browser: str | None, act: Act
) -> Principal:
    """Set a new password by the present one.

    Returns the caller with the renewed session. All other sign-ins end (R46). Raises
    InvalidRequest, InvalidPassword or TooManyAttempts.
    """
    normal = check_shape(new, field="newPassword")
    check_for(caller.user, normal, field="newPassword")
    if normal == unicodedata.normalize("NFKC", current):
        raise InvalidRequest(fields={"newPassword": [_("This is your current password.")]})
    # One place for both: a hash that finds no place would leave the right password counted.
    with runtime().passwords.place(act.origin, account=caller.user.email):
        checked = check_own_password(
            caller, current, surface="new-password", browser=browser, act=act
        )
        password_hash = runtime().passwords.hash(normal)
    with write_tx() as tx:
        user = settle_own_password(tx, caller, checked)
        put(tx, user, password_hash, act=act)
        # For an account with a second factor a password alone is no step-up.
        amr = () if user.has_two_factor else (PASSWORD,)
        renewed = end_everything(tx, user, keep=caller.session.id, amr=amr, now=act.now)
        record(tx, Event.PASSWORD_CHANGED, subject_id=user.id, act=act)
    assert renewed is not None
    return renewed


def check_shape(password: str, *, field: str) -> str:
    """Return a new password in normal form.

    Raises InvalidRequest where it is too short or too long.
    """
    return normalise(password, shortest=settings().password_min_length, field=field)


def check_for(user: Account | User, password: str, *, field: str) -> None:
    """Raise InvalidRequest where a new password is easy to guess.

    The check includes the user's address and name and the name of the app.
    """
    about = (user.email, user.name, settings().app_name)
    refuse_guessable(password, about=about, field=field)


def replace(tx: Session, user: User, password_hash: str, now: datetime) -> None:
    """Set a locked user's password.

    The guesses at the old password are cleared.
    """
    user.password_hash = password_hash
    clear_guesses(tx, user_id=user.id, email=user.email, scopes=PASSWORDS)
    _clear_codes(tx, user, now)


def void(user: User) -> None:
    """Let no password open a locked user's account.

    A mailed link sets another.
    """
    user.password_hash = runtime().passwords.adopt(NO_PASSWORD)


def put(tx: Session, user: User, password_hash: str, *, act: Act) -> None:
    """Set a locked user's password, and mail the owner about it."""
    replace(tx, user, password_hash, act.now)
    message = account.password_changed(settings(), user.email, act=act)
    queue(tx, message, act.now, language=user.locale)


def check_own_password(
    caller: Principal, password: str, *, surface: str, browser: str | None, act: Act
) -> CheckedPassword:
    """Check the caller's password.

    `surface` is what the password is asked for, as the history names it. A wrong password counts
    like one at a login. Raises InvalidPassword or TooManyAttempts.
    """
    return check_password(
        caller.user.email,
        password,
        browser=browser,
        act=act,
        event=Event.PASSWORD_REFUSED,
        refusal=InvalidPassword,
        signed_in=True,
        surface=surface,
    )


def settle_own_password(tx: Session, caller: Principal, checked: CheckedPassword) -> User:
    """Lock the caller's row after a right password and return it.

    Raises NotSignedIn where a security change was faster than this request.
    """
    user = settle_password(tx, checked, refusal=NotSignedIn)
    if user.id != caller.user.id or user.token_version != caller.user.token_version:
        raise NotSignedIn
    return user


def _clear_codes(tx: Session, user: User, now: datetime) -> None:
    """Clear the wrong codes of a user whose password is replaced.

    The person who guessed the codes knew the old password, which is invalid now. The clearing is
    limited to once in 30 days: an attacker who reads the owner's mail could otherwise guess without
    end. Where no wrong code is counted, the limit is not charged.
    """
    codes = code_counter(user.id, settings())
    if tx.scalar(select(AttemptRow.id).where(AttemptRow.key == codes.key).limit(1)) is None:
        return
    try:
        charge(tx, [code_clear_counter(user.id, settings())], now)
    except TooManyAttempts:
        return
    clear(tx, codes)
