"""The holder of an address.

An account's address is proven or unproven. The proof of an address deletes unproven registrations
and their links.
"""

from datetime import datetime
from typing import NamedTuple

from blinker import Signal
from sqlalchemy import ColumnElement, and_, case, delete, exists, false, func, select, true
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, aliased

from app.accounts.models import VERIFY_EMAIL, MailToken, Registration
from app.audit.events import Event
from app.audit.service import record
from app.core.act import Act
from app.core.errors import Conflict
from app.core.text import _
from app.db import rows_changed
from app.extensions import settings
from app.factors import owned
from app.lockout.service import clear_mails
from app.mail.outbox import queue
from app.mail.wording import account
from app.sessions.models import KnownBrowser
from app.sessions.service import end_everything
from app.users.models import USER, User

# Sent with the user, the `former` address or None where nobody proved it, and the `act`, in the
# transaction `tx`. `recovery`, a higher layer, tells that address of what begins soon after.
address_moved = Signal("an account that has moved to another address")
_waiting = aliased(Registration)


class AddressHolder(NamedTuple):
    """The account of an address, as registrations and their mails need it.

    The values come from a statement that returns one row whether or not the account exists, so that
    the time taken does not tell the two cases apart. `user_agent` is the one of the registration,
    and None where an operator made the account.
    """

    id: str
    token_version: int
    is_verified: bool
    is_disabled: bool
    is_replaceable: bool
    created_at: datetime
    created_from: str
    locale: str
    user_agent: str | None

    @property
    def waits(self) -> bool:
        """Whether a link may prove the address."""
        return not self.is_verified and not self.is_disabled


def lock_address(tx: Session, email: str) -> AddressHolder | None:
    """Return the account of an address, or None.

    Its row stays locked until the transaction ends.
    """
    held = (
        select(
            User.id,
            User.token_version,
            User.email_verified_at,
            User.disabled_at,
            case((_is_replaceable(), 1)).label("replaceable"),
            User.created_at,
            User.created_from,
            User.locale,
            Registration.user_agent,
        )
        .outerjoin(Registration, Registration.user_id == User.id)
        .where(User.email == email)
        .with_for_update(of=User)
    )
    # PostgreSQL cannot lock the rows of an aggregate, so the subquery takes the lock.
    row = held.subquery().c
    found = tx.execute(
        select(
            func.max(row.id),
            func.max(row.token_version),
            func.count(row.email_verified_at) > 0,
            func.count(row.disabled_at) > 0,
            func.count(row.replaceable) > 0,
            func.max(row.created_at),
            func.max(row.created_from),
            func.max(row.locale),
            func.max(row.user_agent),
        )
    ).one()
    return AddressHolder(*found) if found[0] else None


def drop_registration(tx: Session, email: str, *, reason: str, act: Act) -> bool:
    """Delete a replaceable registration of an address.

    Returns whether there was one.
    """
    stale = _is_replaceable()
    return _drop(tx, email, stale, reason=reason, act=act)


def drop_unproven(tx: Session, email: str, *, overrules_factor: bool = True, act: Act) -> None:
    """Delete an unproven registration of an address.

    Somebody else has just proven the address. It happens with verification off too.
    `overrules_factor` also deletes one that has a second factor.
    """
    unproven = _is_unproven(with_factor=overrules_factor)
    _drop(tx, email, unproven, reason="address-proven", act=act)


def note_dropped(tx: Session, user_id: str, *, reason: str, act: Act) -> None:
    """Write the deletion of a registration into the history."""
    event = Event.REGISTRATION_DROPPED
    record(tx, event, subject_id=user_id, act=act, reason=reason)


def is_taken(tx: Session, email: str) -> bool:
    """Tell whether an address has an account that no registration may replace."""
    return language_of(tx, email) is not None


def language_of(tx: Session, email: str) -> str | None:
    """Return the language of an address's account, or None."""
    return tx.scalar(select(User.locale).where(User.email == email, ~_is_replaceable()))


def claim_verified_address(tx: Session, user: User, *, is_registrant: bool, act: Act) -> None:
    """Record that the owner of a user's address has proven it.

    The function does nothing where the address was proven before. A stranger may have registered
    the address, signed in without verification and enrolled an authenticator, to lock the owner out
    or to keep access. So all sign-ins and trusted devices end, and the known browsers are deleted.
    The name and the factors of a registered account are removed too, and the owner gets a mail
    about a factor that was on. The account's language becomes the one of this browser. A stranger's
    name would appear wherever apps greet the owner. An account that an operator made keeps its name
    and factor, which are the owner's own (R81). With `is_registrant` the browser that proves the
    address is the one that registered the account, and nothing ends.
    """
    if user.email_verified_at is not None:
        return
    user.email_verified_at = act.now
    is_registered = _forget_registration(tx, user)
    if is_registrant:
        return
    if is_registered:
        user.name, user.locale = "", act.origin.language
        drop_factors(tx, user, act)
    end_everything(tx, user, keep=None, now=act.now)
    # Known browsers come last in the lock order of `sessions.service`.
    tx.execute(delete(KnownBrowser).where(KnownBrowser.user_id == user.id))


def move_to_address(
    tx: Session, user: User, address: str, *, overrules_factor: bool, act: Act
) -> None:
    """Move a locked user to an address that they have proven.

    Raises Conflict where the address has another account. The unique column decides between two
    users who race. An unproven registration of the address is deleted, also with verification off.
    Otherwise a thief could register the address that they moved an account away from, and its owner
    could not come back. That thief can enrol a second factor too, so `overrules_factor` also
    deletes a registration that has one: a factor that was enrolled in an unproven session protects
    nothing.
    """
    drop_unproven(tx, address, overrules_factor=overrules_factor, act=act)
    former = user.email if user.email_verified_at is not None else None
    if former is not None:
        clear_mails(tx, former)
    user.email = address
    user.email_verified_at = act.now
    try:
        tx.flush()
    except IntegrityError:
        raise Conflict(_("That address has an account of its own by now.")) from None
    _forget_registration(tx, user)
    address_moved.send(user, former=former, tx=tx, act=act)


def _is_replaceable() -> ColumnElement[bool]:
    # With verification off an unverified account works, so a call that proves nothing must not
    # delete it. The owner of the address gets a link, and verifies or declines by it.
    if settings().email_verification == "off":
        return false()
    return _is_unproven(with_factor=False)


def _is_unproven(*, with_factor: bool) -> ColumnElement[bool]:
    """Return the SQL condition of an unproven registration.

    An account with a second factor matches only `with_factor`.
    """
    return and_(
        User.email_verified_at.is_(None),
        User.disabled_at.is_(None),
        true() if with_factor else User.two_factor_enabled_at.is_(None),
        User.role == USER,
        exists().where(_waiting.user_id == User.id),
    )


def _drop(tx: Session, email: str, stale: ColumnElement[bool], *, reason: str, act: Act) -> bool:
    gone = delete(User).where(User.email == email, stale).returning(User.id)
    dropped = tx.scalar(gone)
    if dropped is not None:
        note_dropped(tx, dropped, reason=reason, act=act)
    return dropped is not None


def _forget_registration(tx: Session, user: User) -> bool:
    """Delete the verification links and the registration of a proven account.

    Returns whether somebody had registered the account.
    """
    links = (MailToken.user_id == user.id, MailToken.purpose == VERIFY_EMAIL)
    tx.execute(delete(MailToken).where(*links))
    return rows_changed(tx, delete(Registration).where(Registration.user_id == user.id)) == 1


def drop_factors(tx: Session, user: User, act: Act) -> None:
    """Remove every second factor of a locked user.

    The owner gets a mail where two-factor authentication was on.
    """
    was_on = user.has_two_factor
    owned.drop_factors(tx, user)
    if was_on:
        record(tx, Event.TWO_FACTOR_RESET, subject_id=user.id, act=act)
        note = account.two_factor_changed(settings(), user.email, what=_("removed"), act=act)
        queue(tx, note, act.now, language=user.locale)
