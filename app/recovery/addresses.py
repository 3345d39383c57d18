"""The recovery address of an account, which can stop recoveries."""

from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Session

from app.accounts.mailed_links import charge_mail, counting_wrong_links
from app.audit.events import Event
from app.audit.service import record
from app.core.act import Act
from app.core.addresses import normal_form
from app.core.errors import Conflict, EmailUnverified, InvalidRequest, InvalidToken, NotSignedIn
from app.core.opaque_tokens import digest, new_token
from app.core.text import _
from app.db import rows_changed, write_tx
from app.db.clock import moment_within
from app.db.reads import find_rows
from app.extensions import settings
from app.lockout.counters import MAIL_RECOVERY, mail_counter, mail_user_counter
from app.lockout.service import charge_call
from app.mail.outbox import queue
from app.mail.wording import recovery_address as wording
from app.recovery.models import RecoveryAddress
from app.sessions.holding import hold_caller
from app.sessions.principal import Principal
from app.users.models import User

_SHOWN: tuple[Any, ...] = (RecoveryAddress.email, RecoveryAddress.confirmed_at)
_OF_USER = select(*_SHOWN).where(RecoveryAddress.user_id == bindparam("user_id"))
_OPEN = _("A recovery is open. Stop it first.")


def own_addresses(user_id: str) -> tuple[str | None, str | None]:
    """Return a user's recovery address, confirmed and pending."""
    rows = [tuple(row) for row in find_rows(_OF_USER, user_id=user_id)]
    found = {confirmed_at is None: email for email, confirmed_at in rows}
    return found.get(False), found.get(True)


def ask(caller: Principal, email: str, *, act: Act) -> None:
    """Mail a link that makes an address the caller's recovery address.

    The account's address is told of it, always. The present recovery address stays until then.
    Raises InvalidRequest, EmailUnverified, Conflict while a recovery is open, TooManyRequests, or
    NotSignedIn.
    """
    address = normal_form(email)
    if address == caller.user.email:
        raise InvalidRequest(fields={"email": [_("This is the address of your account.")]})
    charge_call([mail_counter(act.origin, settings())], act.now)
    with write_tx() as tx:
        user = _hold(tx, caller)
        if user.email_verified_at is None:
            raise EmailUnverified
        # This note has no limit: a thief could use a limit up and so hide the change.
        note = wording.asked(settings(), user.email, address=address, act=act)
        queue(tx, note, act.now, language=user.locale)
        record(tx, Event.RECOVERY_ADDRESS_ASKED, subject_id=user.id, act=act)
        _send_link(tx, user, address, act)


def confirm(caller: Principal, token: str, *, act: Act) -> str:
    """Make the address of a mailed link the caller's recovery address.

    The link of another account raises NotSignedIn and is not spent. Raises InvalidToken, Conflict
    while a recovery is open, or TooManyRequests.
    """
    with counting_wrong_links(act), write_tx() as tx:
        user = _hold(tx, caller)
        row = _find_pending(tx, token)
        if row.user_id != user.id:
            raise NotSignedIn
        if row.token_version != user.token_version:
            raise InvalidToken
        former = _drop(tx, user, is_confirmed=True)
        spent = {"confirmed_at": moment_within(tx), "token_hash": None, "expires_at": None}
        live = (RecoveryAddress.id == row.id, RecoveryAddress.token_hash == digest(token))
        if rows_changed(tx, update(RecoveryAddress).where(*live).values(**spent)) != 1:
            raise InvalidToken
        record(tx, Event.RECOVERY_ADDRESS_SET, subject_id=user.id, act=act)
        note = wording.set_anew(settings(), user.email, address=row.email, act=act)
        queue(tx, note, act.now, language=user.locale)
        if former is not None and former != row.email:
            _tell_removed(tx, user, former, former, act)
    return row.email


def remove(caller: Principal, *, act: Act) -> None:
    """Remove the caller's recovery address, and one that waits to be confirmed.

    Both addresses are told. Raises Conflict while a recovery is open, or NotSignedIn.
    """
    with write_tx() as tx:
        user = _hold(tx, caller)
        _drop(tx, user, is_confirmed=False)
        former = _drop(tx, user, is_confirmed=True)
        if former is not None:
            record(tx, Event.RECOVERY_ADDRESS_REMOVED, subject_id=user.id, act=act)
            for to in (user.email, former):
                _tell_removed(tx, user, to, former, act)


def _hold(tx: Session, caller: Principal) -> User:
    # Whoever hears of a recovery stays the same while it is open.
    user = hold_caller(tx, caller)
    if user.recovery_ready_at is not None:
        raise Conflict(_OPEN)
    return user


def _find_pending(tx: Session, token: str) -> RecoveryAddress:
    live = (
        RecoveryAddress.token_hash == digest(token),
        RecoveryAddress.confirmed_at.is_(None),
        RecoveryAddress.expires_at > moment_within(tx),
    )
    row = tx.scalar(select(RecoveryAddress).where(*live))
    if row is None:
        raise InvalidToken
    return row


def _send_link(tx: Session, user: User, address: str, act: Act) -> None:
    """Mail the link that confirms an address, within the limit."""
    counter = mail_user_counter(MAIL_RECOVERY, user.id, settings(), to=address)
    if not charge_mail(tx, counter, act.now):
        return
    _drop(tx, user, is_confirmed=False)
    token, moment = new_token(), moment_within(tx)
    tx.add(
        RecoveryAddress(
            user_id=user.id,
            email=address,
            token_hash=digest(token),
            token_version=user.token_version,
            created_at=moment,
            expires_at=moment + timedelta(seconds=settings().email_change_seconds),
        )
    )
    link = wording.confirm(settings(), address, token=token, act=act)
    queue(tx, link, act.now, language=user.locale)


def _drop(tx: Session, user: User, *, is_confirmed: bool) -> str | None:
    confirmed = RecoveryAddress.confirmed_at
    which = confirmed.is_not(None) if is_confirmed else confirmed.is_(None)
    gone = delete(RecoveryAddress).where(RecoveryAddress.user_id == user.id, which)
    return tx.scalar(gone.returning(RecoveryAddress.email))


def _tell_removed(tx: Session, user: User, to: str, address: str, act: Act) -> None:
    note = wording.removed(settings(), to, address=address, act=act)
    queue(tx, note, act.now, language=user.locale)
