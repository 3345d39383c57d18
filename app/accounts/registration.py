"""Registering an account, by its user or by an operator."""

from dataclasses import dataclass, field

from sqlalchemy import String, literal, select
from sqlalchemy import insert as insert_from
from sqlalchemy.orm import Session

from app.accounts import mailed_links
from app.accounts.admission import admit_unproven, passes
from app.accounts.mailed_links import charge_mail
from app.accounts.models import VERIFY_EMAIL, Registration
from app.accounts.ownership import AddressHolder, drop_registration, lock_address
from app.accounts.verification import mail_verification, send_verification
from app.audit.events import Event
from app.audit.service import record
from app.core.act import Act
from app.core.addresses import normal_form
from app.core.common_passwords import refuse_guessable
from app.core.errors import Conflict
from app.core.names import require_name
from app.core.opaque_tokens import digest, new_id, new_token
from app.core.passwords import normalise
from app.core.request_origin import RequestOrigin
from app.core.text import _
from app.db import end_read, write_tx
from app.db.upsert import insert
from app.extensions import runtime, settings
from app.lockout.counters import MAIL_REGISTER, mail_account_counter, mail_counter, register_counter
from app.lockout.service import charge_call
from app.mail.outbox import queue
from app.mail.wording import account
from app.users.models import USER, User
from app.users.service import lock_by_email


@dataclass(frozen=True)
class NewAccount:
    """The values of a new account, checked and in normal form."""

    email: str
    name: str
    password: str = field(repr=False)
    locale: str = ""


def check_new_account(email: str, name: str, password: str, locale: str = "") -> NewAccount:
    """Return the values of a new account in normal form.

    Raises InvalidRequest, which names the wrong fields.
    """
    require_name(name)
    account = NewAccount(
        email=normal_form(email),
        name=name.strip(),
        password=normalise(password, shortest=settings().password_min_length),
        locale=locale,
    )
    about = (account.email, account.name, settings().app_name)
    refuse_guessable(account.password, about=about)
    return account


def register(account: NewAccount, *, invitation_id: str | None = None, act: Act) -> str:
    """Register an account and return the value of the `registration` cookie.

    Known and unknown addresses cause the same work and get the same answer (R43). A replaceable
    registration of the address is deleted with everything that belongs to it. Any other account
    stays: its owner gets a mail, with a link where the address is unproven. Past the limit of mails
    to an address the newest registration is still stored. Where the door is shut and no link of an
    invitation opens it, nothing is made, and a stranger gets no mail (I01). Raises TooManyRequests,
    or InvalidToken for a link that is dead.
    """
    charge_registration(act)
    password_hash = hash_new(account, act)
    cookie = new_token()
    with write_tx() as tx:
        # Count first: only registrations lock this count, so two of one address run in turn.
        counter = mail_account_counter(MAIL_REGISTER, account.email, settings())
        has_mail = charge_mail(tx, counter, act.now)
        holder = lock_address(tx, account.email)
        if not passes(tx, account.email, invitation_id, act.now):
            tell_holder(tx, account.email, act=act, has_mail=has_mail)
            return cookie
        link = None if has_mail else _set_link_aside(tx, holder)
        drop_registration(tx, account.email, reason="registered-again", act=act)
        made = insert_account(tx, account, password_hash, act)
        _note_browser(tx, made, cookie, invitation_id, act.origin)
        if made is not None:
            admit_unproven(tx, made, invitation_id, act=act)
            _welcome(tx, account.email, made, act=act, has_mail=has_mail, link=link)
        else:
            tell_holder(tx, account.email, act=act, has_mail=has_mail)
    return cookie


def charge_registration(act: Act) -> None:
    """Count one registration of a network address; raises TooManyRequests."""
    counters = [register_counter(act.origin, settings()), mail_counter(act.origin, settings())]
    charge_call(counters, act.now)
    end_read()


def hash_new(account: NewAccount, act: Act) -> str:
    """Return the hash of a new account's password."""
    with runtime().passwords.place(act.origin):
        return runtime().passwords.hash(account.password)


def create_by_operator(account: NewAccount, *, role: str, verified: bool, act: Act) -> User:
    """Create an account for an operator.

    Returns the user. A replaceable registration of the address is deleted. Raises Conflict where
    the address is taken.
    """
    password_hash = runtime().passwords.hash(account.password)
    with write_tx() as tx:
        drop_registration(tx, account.email, reason="operator", act=act)
        if insert_account(tx, account, password_hash, act) is None:
            raise Conflict(_("{email} has an account already.").format(email=account.email))
        user = lock_by_email(tx, account.email)
        user.role = role
        user.email_verified_at = act.now if verified else None
        record(tx, Event.REGISTERED, subject_id=user.id, act=act, role=role)
        if not verified:
            send_verification(tx, user.email, act=act)
    return user


def insert_account(tx: Session, account: NewAccount, password_hash: str, act: Act) -> str | None:
    """Insert the account and return its id.

    Returns None where the address is taken. Two requests that race with two spellings of an address
    insert one row.
    """
    row = insert(tx, User).values(
        id=new_id(),
        email=account.email,
        name=account.name,
        locale=account.locale or act.origin.language,
        password_hash=password_hash,
        role=USER,
        token_version=0,
        created_at=act.now,
        created_from=act.origin.ip,
    )
    made = row.on_conflict_do_nothing(index_elements=["email"]).returning(User.id)
    found: str | None = tx.scalar(made)
    return found


def _note_browser(
    tx: Session,
    user_id: str | None,
    cookie: str,
    invitation_id: str | None,
    origin: RequestOrigin,
) -> None:
    """Store the browser and the link that an account was registered by.

    For a taken address (`user_id` is None) the same statement inserts no row.
    """
    held = (digest(cookie), origin.user_agent, invitation_id)
    row = (User.id, *(literal(each, String) for each in held))
    made = select(*row).where(User.id == (user_id or ""))
    columns = ["user_id", "cookie_hash", "user_agent", "invitation_id"]
    tx.execute(insert_from(Registration).from_select(columns, made))


def _set_link_aside(tx: Session, holder: AddressHolder | None) -> str | None:
    """Detach the mailed link of a registration that is replaced.

    Past the limit of mails no other link is sent. A stranger who registers an address again and
    again must not keep the mailbox's owner from proving it. Returns the id of the link, or None.
    """
    if holder is None or not holder.is_replaceable:
        return None
    return mailed_links.set_aside(tx, holder.id, VERIFY_EMAIL)


def _welcome(
    tx: Session, email: str, user_id: str, *, act: Act, has_mail: bool, link: str | None
) -> None:
    record(tx, Event.REGISTERED, subject_id=user_id, act=act)
    if has_mail:
        send_verification(tx, email, act=act)
    elif link is not None:
        mailed_links.hand_on(tx, link, user_id)


def tell_holder(tx: Session, email: str, *, act: Act, has_mail: bool) -> None:
    """Mail the account of an address; without one, do the same work."""
    holder = lock_address(tx, email)
    event = Event.REGISTERED_AGAIN if holder else Event.REGISTRATION_REFUSED
    subject_id, locale = (holder.id, holder.locale) if holder else (None, "")
    record(tx, event, subject_id=subject_id, act=act)
    if not has_mail:
        return
    if holder is not None and holder.waits:
        mail_verification(tx, email, holder, act=act)
        return
    seconds = settings().verify_email_seconds
    mailed_links.issue(tx, None, VERIFY_EMAIL, seconds=seconds, now=act.now)  # a decoy (R42)
    receiver = email if holder is not None else ""  # a shut door sends a stranger nothing
    note = account.already_registered(settings(), receiver, act=act)
    queue(tx, note, act.now, language=locale)
