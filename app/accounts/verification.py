"""Verifying an address by a mailed link.

The link shows the registration, and proves or declines it.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.accounts import mailed_links, passwords
from app.accounts.admission import admit, turning_away
from app.accounts.mailed_links import Letter, SpentLink, charge_mail, send_link
from app.accounts.models import VERIFY_EMAIL, Registration
from app.accounts.ownership import AddressHolder, claim_verified_address, lock_address, note_dropped
from app.audit.events import Event
from app.audit.service import record
from app.auth.service import unverified_sign_in
from app.core.act import Act
from app.core.addresses import normal_form
from app.core.errors import InvalidToken, PasswordRequired
from app.core.opaque_tokens import digest
from app.core.request_origin import RequestOrigin
from app.db import end_read, write_tx
from app.extensions import db, runtime, settings
from app.lockout.counters import MAIL_VERIFY, mail_account_counter, mail_counter
from app.lockout.service import charge_call, clear_mails
from app.mail.outbox import queue
from app.mail.wording import account
from app.passkeys.keys import need_password
from app.sessions.service import end_everything
from app.users.models import USER, User


@dataclass(frozen=True)
class Waiting:
    """The account that a verification link would verify.

    `user_agent` is None where an operator made the account.
    """

    user: User
    user_agent: str | None


def look(token: str, *, act: Act) -> Waiting:
    """Return the account of a verification link without spending the link.

    Raises InvalidToken, or TooManyRequests where a network address has sent too many invalid links.
    """
    with mailed_links.counting_wrong_links(act):
        user = _peek(token, act.now)
    agent = select(Registration.user_agent).where(Registration.user_id == user.id)
    user_agent = db.session.scalar(agent)
    end_read()
    return Waiting(user, user_agent)


def verify_email(
    token: str, *, password: str | None, cookie: str | None, act: Act
) -> tuple[User, bool]:
    """Spend a verification link.

    Returns the user, and whether the browser of the `cookie` registered the account. The owner of
    the mailbox decides the password. Without a `password` the cookie must show that this browser
    registered this account, and the account's password stays. Otherwise everything that a stranger
    may have left on the account ends (`claim_verified_address`). Raises InvalidRequest,
    InvalidToken, PasswordRequired, NotAdmitted or TooManyRequests, and nothing is spent then.
    """
    password_hash = None if password is None else _hash(token, password, act)
    with turning_away(act), mailed_links.counting_wrong_links(act), write_tx() as tx:
        spent = _spend(tx, token, act.now)
        user, is_registrant = spent.user, _is_registrant(tx, spent, cookie)
        if password_hash is not None:
            passwords.replace(tx, user, password_hash, act.now)
            record(tx, Event.PASSWORD_RESET, subject_id=user.id, act=act)
        elif not is_registrant:
            raise PasswordRequired
        admit(tx, user, act=act)
        claim_verified_address(tx, user, is_registrant=is_registrant, act=act)
        if password_hash is not None:
            need_password(tx, user.id)
            end_everything(tx, user, keep=None, now=act.now)
        record(tx, Event.EMAIL_VERIFIED, subject_id=user.id, act=act)
    return user, is_registrant


def decline(token: str, *, act: Act) -> bool:
    """Delete a registration that the owner of its address declines.

    Returns whether the registration was deleted. An account that an operator made or gave a role
    stays, and only the link is spent. The counts of mails to the address are cleared. Strangers may
    have used them up, and the owner, whose link is spent, would get no further mail. Raises
    InvalidToken or TooManyRequests.
    """
    with mailed_links.counting_wrong_links(act), write_tx() as tx:
        user = _spend(tx, token, act.now).user
        registered = select(Registration.user_id).where(Registration.user_id == user.id)
        is_dropped = user.role == USER and tx.scalar(registered) is not None
        clear_mails(tx, user.email)
        record(tx, Event.REGISTRATION_DECLINED, subject_id=user.id, act=act)
        if is_dropped:
            tx.execute(delete(User).where(User.id == user.id))
            note_dropped(tx, user.id, reason="declined", act=act)
    return is_dropped


def resend_verification(email: str, *, browser: str | None, act: Act) -> None:
    """Send a new verification link where the address waits for one.

    Neither the answer nor the time taken tells the caller whether it does (R42). Raises
    InvalidRequest or TooManyRequests.
    """
    address = normal_form(email)
    charge_call([mail_counter(act.origin, settings())], act.now)
    with write_tx() as tx:
        found = lock_address(tx, address)
        receiver = found if found is not None and found.waits else None
        seconds = settings().verify_email_seconds
        words = letter(receiver, act)
        send_link(
            tx,
            address,
            receiver,
            VERIFY_EMAIL,
            words,
            seconds=seconds,
            browser=browser,
            now=act.now,
        )


def send_verification(tx: Session, email: str, *, sender: Act | None = None, act: Act) -> None:
    """Mail a new verification link to the account of an address.

    `sender` is the act of somebody else who has it sent; the mail names them.
    """
    holder = lock_address(tx, email)
    assert holder is not None
    mail_verification(tx, email, holder, sender=sender, act=act)


def mail_verification(
    tx: Session, email: str, holder: AddressHolder, *, sender: Act | None = None, act: Act
) -> None:
    """Mail a new verification link to the locked holder of an address.

    `sender` is as in `send_verification`.
    """
    seconds = settings().verify_email_seconds
    token = mailed_links.issue(tx, holder, VERIFY_EMAIL, seconds=seconds, now=act.now)
    note = letter(holder, act)(email, token=token, sender=sender)
    queue(tx, note, act.now, language=holder.locale)


def letter(holder: AddressHolder | None, act: Act) -> Letter:
    """Return the function that makes a verification mail.

    The function takes the address, and the link's `token` by name. The mail says when and from
    where the account was registered. Where an operator made the account, it names the client that
    asks for the mail.
    """
    if holder is None or holder.user_agent is None:
        return partial(account.verify_made_for_you, settings(), act=act)
    registrant = RequestOrigin(ip=holder.created_from, user_agent=holder.user_agent, request_id="")
    at = holder.created_at
    return partial(account.verify_email, settings(), act=Act(registrant, at))


@unverified_sign_in.connect
def send_where_none_waits(user: User, *, tx: Session, act: Act) -> None:
    """Mail a link after a right password, unless one is live.

    None is live where an operator made or imported the account, or where the link has expired.
    """
    counter = mail_account_counter(MAIL_VERIFY, user.email, settings())
    if mailed_links.is_held(tx, user.id, VERIFY_EMAIL, act.now) or not charge_mail(
        tx, counter, act.now
    ):
        return
    send_verification(tx, user.email, act=act)


def _peek(token: str, now: datetime) -> User:
    user = mailed_links.peek(token, VERIFY_EMAIL, now)
    if user.email_verified_at is not None:
        raise InvalidToken
    return user


def _spend(tx: Session, token: str, now: datetime) -> SpentLink:
    # A link that is older than the proof must not decide about a proven account.
    spent = mailed_links.spend(tx, token, VERIFY_EMAIL, now)
    if spent.user.email_verified_at is not None:
        raise InvalidToken
    return spent


def _hash(token: str, password: str, act: Act) -> str:
    normal = passwords.check_shape(password, field="password")
    with mailed_links.counting_wrong_links(act):
        user = _peek(token, act.now)
    passwords.check_for(user, normal, field="password")
    with runtime().passwords.place(act.origin, account=user.email):
        return runtime().passwords.hash(normal)


def _is_registrant(tx: Session, spent: SpentLink, cookie: str | None) -> bool:
    # The cookie of the newest registration must not work with a link that was mailed before it.
    if cookie is None or spent.is_handed_on:
        return False
    held = (Registration.user_id == spent.user.id, Registration.cookie_hash == digest(cookie))
    return tx.scalar(select(Registration.user_id).where(*held)) is not None
