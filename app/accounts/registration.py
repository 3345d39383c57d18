"""Registering an account and verifying its address."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.accounts import mail_tokens
from app.accounts.models import VERIFY_EMAIL
from app.audit.events import Event
from app.audit.service import record
from app.core.addresses import normal_form
from app.core.client import Client
from app.core.common_passwords import refuse_guessable
from app.core.errors import Conflict, InvalidToken, TooManyAttempts
from app.core.opaque_tokens import new_id
from app.core.passwords import normalise
from app.db import end_read, write_tx
from app.db.upsert import insert
from app.extensions import runtime, settings
from app.lockout.counters import (
    link_counter,
    mail_account_counter,
    mail_counter,
    register_counter,
)
from app.lockout.service import charge, charge_call, refund
from app.mail import messages
from app.mail.service import queue
from app.users.models import USER, User
from app.users.service import lock_by_email, lock_if_registered, lock_user


@dataclass(frozen=True)
class NewAccount:
    """What someone asks to register, checked and in normal form."""

    email: str
    name: str
    password: str = field(repr=False)


def check_new_account(email: str, name: str, password: str) -> NewAccount:
    """Return the request in normal form; raises InvalidRequest naming what is wrong."""
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
    dropped; the owner of a taken one is told by mail. Raises TooManyRequests.
    """
    charge_call([register_counter(client, settings()), mail_counter(client, settings())], now)
    end_read()
    password_hash = runtime().passwords.hash(account.password)
    with write_tx() as tx:
        _drop_unverified(tx, account.email)
        user_id = _insert(tx, account, password_hash, client, now)
        if user_id is None:
            _tell_owner(tx, account.email, client, now)
            return
        record(tx, Event.REGISTERED, subject_id=user_id, client=client, now=now)
        _send_verification(tx, user_id, account.email, client, now)


def create_by_operator(
    account: NewAccount, *, role: str, verified: bool, client: Client, now: datetime
) -> User:
    """Create an account on an operator's word. Raises Conflict where the address is taken."""
    password_hash = runtime().passwords.hash(account.password)
    with write_tx() as tx:
        user_id = _insert(tx, account, password_hash, client, now)
        if user_id is None:
            raise Conflict(f"{account.email} has an account already.")
        user = lock_by_email(tx, account.email)
        user.role = role
        user.email_verified_at = now if verified else None
        record(tx, Event.REGISTERED, subject_id=user.id, client=client, now=now, role=role)
        if not verified:
            _send_verification(tx, user.id, account.email, client, now)
    return user


def verify_email(token: str, *, client: Client, now: datetime) -> User:
    """Spend a verification link; return the verified user.

    Raises InvalidToken, or TooManyRequests where an address sent too many that were not right.
    """
    charged = charge_call([link_counter(client, settings())], now)
    with write_tx() as tx:
        user = lock_user(tx, mail_tokens.spend(tx, token, VERIFY_EMAIL, now))
        if user is None:
            raise InvalidToken
        user.email_verified_at = user.email_verified_at or now
        refund(tx, charged)
        record(tx, Event.EMAIL_VERIFIED, subject_id=user.id, client=client, now=now)
    return user


def resend_verification(email: str, *, client: Client, now: datetime) -> None:
    """Send the verification link again where there is something to verify; the caller is told
    nothing of that. Raises TooManyRequests."""
    address = normal_form(email)
    charge_call([mail_counter(client, settings())], now)
    with write_tx() as tx:
        user = lock_if_registered(tx, address)
        if user is not None and user.email_verified_at is None:
            _send_verification(tx, user.id, address, client, now)


def _drop_unverified(tx: Session, email: str) -> None:
    # With verification off an unverified account is a working one: nobody may take it over. And
    # an operator's "disabled" must outlive a new registration.
    if settings().email_verification == "required":
        tx.execute(
            delete(User).where(
                User.email == email,
                User.email_verified_at.is_(None),
                User.disabled_at.is_(None),
            )
        )


def _insert(
    tx: Session, account: NewAccount, password_hash: str, client: Client, now: datetime
) -> str | None:
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
    user_id: str | None = tx.scalar(
        row.on_conflict_do_nothing(index_elements=["email"]).returning(User.id)
    )
    return user_id


def _send_verification(
    tx: Session, user_id: str, email: str, client: Client, now: datetime
) -> None:
    if not _may_mail(tx, email, now):
        return  # a new token that nobody gets would only kill the link that was mailed
    token = mail_tokens.issue(
        tx, user_id, VERIFY_EMAIL, seconds=settings().verify_email_seconds, now=now
    )
    message = messages.verify_email(settings(), email, token=token, client=client, now=now)
    queue(tx, message, now)


def _tell_owner(tx: Session, email: str, client: Client, now: datetime) -> None:
    if _may_mail(tx, email, now):
        queue(tx, messages.already_registered(settings(), email, client=client, now=now), now)


def _may_mail(tx: Session, email: str, now: datetime) -> bool:
    # Past the limit of one address the answer stays the same and no mail goes (no mail bombs).
    try:
        charge(tx, [mail_account_counter(email, settings())], now)
    except TooManyAttempts:
        return False
    return True
