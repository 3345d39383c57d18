"""Registering an account and verifying its address."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from app.accounts import mail_tokens
from app.accounts.link_mails import may_mail, send_link
from app.accounts.models import VERIFY_EMAIL
from app.accounts.ownership import drop_unverified, is_taken, take_possession
from app.audit.events import Event
from app.audit.service import record
from app.core.addresses import normal_form
from app.core.client import Client
from app.core.common_passwords import refuse_guessable
from app.core.errors import Conflict, InvalidRequest
from app.core.names import is_name
from app.core.opaque_tokens import new_id
from app.core.passwords import normalise
from app.db import end_read, write_tx
from app.db.upsert import insert
from app.extensions import runtime, settings
from app.lockout.counters import (
    MAIL_REGISTER,
    mail_account_counter,
    mail_counter,
    register_counter,
)
from app.lockout.service import charge_call
from app.mail import messages
from app.mail.service import queue
from app.sessions.principal import Principal
from app.users.models import USER, User
from app.users.service import lock_by_email, lock_holder, lock_if_registered


@dataclass(frozen=True)
class NewAccount:
    """What someone asks to register, checked and in normal form."""

    email: str
    name: str
    password: str = field(repr=False)


def check_new_account(email: str, name: str, password: str) -> NewAccount:
    """Return the request in normal form; raises InvalidRequest naming what is wrong."""
    if not is_name(name):
        raise InvalidRequest(fields={"name": ["Use printable characters."]})
    account = NewAccount(
        email=normal_form(email),
        name=name.strip(),
        password=normalise(password, shortest=settings().password_min_length),
    )
    about = (account.email, account.name, settings().app_name)
    refuse_guessable(account.password, about=about)
    return account


def register(account: NewAccount, *, client: Client, now: datetime) -> None:
    """Register an address. A known and an unknown one get the same work and the same answer (R43).

    An address that was registered but never verified starts afresh, and whatever hung on it is
    dropped; the owner of a taken one is told by mail. Past the limit of mails to one address
    nothing changes: a new link that nobody gets would only kill the one that was mailed. Raises
    TooManyRequests.
    """
    charge_call([register_counter(client, settings()), mail_counter(client, settings())], now)
    end_read()
    with runtime().passwords.place(client):
        password_hash = runtime().passwords.hash(account.password)
    with write_tx() as tx:
        if not may_mail(tx, mail_account_counter(MAIL_REGISTER, account.email, settings()), now):
            return
        drop_unverified(tx, account.email)
        is_new = _insert(tx, account, password_hash, client, now)
        user = lock_if_registered(tx, account.email)
        subject = user.id if user else None
        if is_new and user is not None:
            record(tx, Event.REGISTERED, subject_id=subject, client=client, now=now)
            _send_verification(tx, user, client, now)
        elif is_taken(tx, account.email):  # else one that races has just registered it
            record(tx, Event.REGISTERED_AGAIN, subject_id=subject, client=client, now=now)
            _tell_owner(tx, account.email, client, now)


def create_by_operator(
    account: NewAccount, *, role: str, verified: bool, client: Client, now: datetime
) -> User:
    """Create an account on an operator's word. Raises Conflict where the address is taken."""
    password_hash = runtime().passwords.hash(account.password)
    with write_tx() as tx:
        if not _insert(tx, account, password_hash, client, now):
            raise Conflict(f"{account.email} has an account already.")
        user = lock_by_email(tx, account.email)
        user.role = role
        user.email_verified_at = now if verified else None
        record(tx, Event.REGISTERED, subject_id=user.id, client=client, now=now, role=role)
        if not verified:
            _send_verification(tx, user, client, now)
    return user


def verify_email(token: str, *, caller: Principal | None, client: Client, now: datetime) -> User:
    """Spend a verification link; return the verified user.

    What a stranger may have left on the account ends, unless `caller` is signed in to it. Raises
    InvalidToken, or TooManyRequests where an address sent too many that were not right.
    """
    with mail_tokens.counting_wrong_links(client, now), write_tx() as tx:
        user = mail_tokens.spend(tx, token, VERIFY_EMAIL, now).user
        take_possession(tx, user, caller=caller, client=client, now=now)
        record(tx, Event.EMAIL_VERIFIED, subject_id=user.id, client=client, now=now)
    return user


def resend_verification(email: str, *, browser: str | None, client: Client, now: datetime) -> None:
    """Send the verification link again where there is something to verify; the caller is told
    nothing of that, and no stopwatch either (R42). Raises InvalidRequest or TooManyRequests."""
    address = normal_form(email)
    charge_call([mail_counter(client, settings())], now)
    with write_tx() as tx:
        found = lock_holder(tx, address)
        receiver = None if found is None or found.is_verified or found.is_disabled else found
        letter = partial(messages.verify_email, settings(), client=client, now=now)
        seconds = settings().verify_email_seconds
        send_link(
            tx, address, receiver, VERIFY_EMAIL, letter, seconds=seconds, browser=browser, now=now
        )


def _insert(
    tx: Session, account: NewAccount, password_hash: str, client: Client, now: datetime
) -> bool:
    """Insert the account unless the address is taken; two spellings that race make one row."""
    row = insert(tx, User).values(
        id=new_id(),
        email=account.email,
        name=account.name,
        password_hash=password_hash,
        role=USER,
        token_version=0,
        created_at=now,
        created_from=client.ip,
    )
    made = row.on_conflict_do_nothing(index_elements=["email"]).returning(User.id)
    return tx.scalar(made) is not None


def _send_verification(tx: Session, user: User, client: Client, now: datetime) -> None:
    seconds = settings().verify_email_seconds
    token = mail_tokens.issue(tx, user, VERIFY_EMAIL, seconds=seconds, now=now)
    message = messages.verify_email(settings(), user.email, token=token, client=client, now=now)
    queue(tx, message, now)


def _tell_owner(tx: Session, email: str, client: Client, now: datetime) -> None:
    seconds = settings().verify_email_seconds
    mail_tokens.issue(tx, None, VERIFY_EMAIL, seconds=seconds, now=now)  # a decoy (R42)
    queue(tx, messages.already_registered(settings(), email, client=client, now=now), now)
