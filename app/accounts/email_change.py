"""Moving an account to another address, and back by the link to the former one."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.accounts import mailed_links
from app.accounts.mailed_links import charge_mail
from app.accounts.models import CHANGE_EMAIL, RESET_PASSWORD, UNDO_EMAIL
from app.accounts.ownership import drop_factors, is_taken, move_to_address
from app.accounts.passwords import check_own_password, settle_own_password
from app.audit.events import Event
from app.audit.service import record
from app.core.addresses import normal_form
from app.core.client import Client
from app.core.errors import InvalidRequest, NotSignedIn
from app.core.foreign_hashes import NO_PASSWORD
from app.db import write_tx
from app.extensions import runtime, settings
from app.lockout.counters import MAIL_CHANGE, mail_counter, mail_user_counter
from app.lockout.service import charge_call
from app.mail.outbox import queue
from app.mail.wording import account
from app.sessions.principal import Principal
from app.sessions.service import end_everything, end_sign_ins
from app.users.models import User


def ask_email_change(
    caller: Principal,
    email: str,
    password: str,
    *,
    browser: str | None,
    client: Client,
    now: datetime,
) -> None:
    """Mail a link to the address that is to be the caller's, and a note to the present one.

    The answer is the same where it is somebody's already: its owner gets the mail then. Raises
    InvalidRequest, InvalidPassword, TooManyAttempts or TooManyRequests.
    """
    address = normal_form(email)
    if address == caller.user.email:
        raise InvalidRequest(fields={"email": ["This is your address already."]})
    charge_call([mail_counter(client, settings())], now)
    checked = check_own_password(caller, password, browser=browser, client=client, now=now)
    with write_tx() as tx:
        user = settle_own_password(tx, caller, checked)
        # Without a limit: a thief must not fill it by other mails, so that the owner hears nothing.
        note = account.email_change_asked(
            settings(), user.email, new_email=address, client=client, now=now
        )
        queue(tx, note, now)
        send_confirmation(tx, user, address, client=client, now=now)
        record(tx, Event.EMAIL_CHANGE_ASKED, subject_id=user.id, client=client, now=now)


def confirm_email(caller: Principal, token: str, *, client: Client, now: datetime) -> Principal:
    """Move the caller's account to the address that its link was mailed to; return the session,
    which goes on. All others end, trusted devices stay.

    Whoever reads the mail must be signed in to the account: else a stranger moves his own account
    to somebody's address by that person's press of a link. The link of another account is not
    spent. Raises InvalidToken, TooManyRequests, NotSignedIn, or Conflict where the address was
    taken meanwhile.
    """
    with mailed_links.counting_wrong_links(client, now), write_tx() as tx:
        spent = mailed_links.spend_bound(tx, token, CHANGE_EMAIL, now)
        user, former = spent.user, spent.user.email
        if user.id != caller.user.id:
            raise NotSignedIn
        may_undo = is_undoable(user, now)
        assert spent.new_email is not None
        move_to_address(tx, user, spent.new_email, overrules_factor=False, client=client, now=now)
        mailed_links.drop_others(tx, user.id, UNDO_EMAIL)
        renewed = end_sign_ins(tx, user, keep=caller.session.id, now=now)
        notify_old_address(tx, user, former, may_undo=may_undo, client=client, now=now)
        record(tx, Event.EMAIL_CHANGED, subject_id=user.id, client=client, now=now)
    assert renewed is not None
    return renewed


def send_confirmation(
    tx: Session, user: User, address: str, *, client: Client, now: datetime
) -> None:
    """Mail a locked user's new address the link that confirms it, as often as the account may."""
    counter = mail_user_counter(MAIL_CHANGE, user.id, settings(), to=address)
    if not charge_mail(tx, counter, now):
        return
    # Address and token are one row: the address that is confirmed is the one that got the mail,
    # whatever runs in parallel (R82, CVE-2026-32700). The token of a taken one is mailed to nobody.
    seconds = settings().email_change_seconds
    token = mailed_links.issue(tx, user, CHANGE_EMAIL, seconds=seconds, now=now, new_email=address)
    if is_taken(tx, address):
        message = account.already_registered(settings(), address, client=client, now=now)
    else:
        message = account.email_change(settings(), address, token=token, client=client, now=now)
    queue(tx, message, now)


def is_undoable(user: User, now: datetime) -> bool:
    """Tell whether the former address gets a way back: it was proven, and no second factor vouches
    for the change, which a mailbox that its owner has left must not overrule.

    A factor vouches once it is on for longer than the way back is open. Whoever has just learned
    the password turns one on first: the owner, who is told so, has that time to answer.
    """
    if user.email_verified_at is None:
        return False
    since = user.two_factor_enabled_at
    return since is None or since > now - timedelta(seconds=settings().email_undo_seconds)


def notify_old_address(
    tx: Session, user: User, former: str, *, may_undo: bool, client: Client, now: datetime
) -> None:
    """Mail the former address of a locked user that it is the account's no more, with a link that
    takes the account back where it `may_undo`.

    While an older such link lives there is no second one: a thief who moves the account on must
    neither kill the way back of its owner nor get one of his own.
    """
    token = None
    if may_undo and not mailed_links.is_held(tx, user.id, UNDO_EMAIL, now):
        seconds = settings().email_undo_seconds
        token = mailed_links.issue(tx, user, UNDO_EMAIL, seconds=seconds, now=now, new_email=former)
    note = account.email_changed(
        settings(), former, new_email=user.email, token=token, client=client, now=now
    )
    queue(tx, note, now)


def undo_email_change(token: str, *, client: Client, now: datetime) -> None:
    """Give an account back to the address that it was moved away from, whatever happened to it
    meanwhile: all that is signed in ends, and the password, which whoever moved it knows, opens
    nothing more. A link for a new one is mailed. Every factor goes: none vouched for the change,
    and who moved the account turned it on, before or since.

    A registration of the address that nobody proved makes way. Raises InvalidToken,
    TooManyRequests, or Conflict where the address was taken meanwhile.
    """
    with mailed_links.counting_wrong_links(client, now), write_tx() as tx:
        spent = mailed_links.spend(tx, token, UNDO_EMAIL, now)
        user, moved_to = spent.user, spent.user.email
        assert spent.new_email is not None
        move_to_address(tx, user, spent.new_email, overrules_factor=True, client=client, now=now)
        user.password_hash = runtime().passwords.adopt(NO_PASSWORD)
        mailed_links.drop_others(tx, user.id, UNDO_EMAIL)
        drop_factors(tx, user, client, now)
        end_everything(tx, user, keep=None, now=now)
        _write_to_both(tx, user, moved_to, client, now)
        record(tx, Event.EMAIL_CHANGE_UNDONE, subject_id=user.id, client=client, now=now)


def _write_to_both(tx: Session, user: User, moved_to: str, client: Client, now: datetime) -> None:
    seconds = settings().reset_seconds
    token = mailed_links.issue(tx, user, RESET_PASSWORD, seconds=seconds, now=now)
    queue(tx, account.taken_back(settings(), user.email, token=token, client=client, now=now), now)
    note = account.email_changed(
        settings(), moved_to, new_email=user.email, token=None, client=client, now=now
    )
    queue(tx, note, now)
