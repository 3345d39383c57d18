"""Moving an account to another address, which its owner confirms by mail."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.accounts import mail_tokens
from app.accounts.email_undo import is_undoable, tell_former
from app.accounts.link_mails import may_mail
from app.accounts.models import CHANGE_EMAIL, UNDO_EMAIL
from app.accounts.own_password import check_own_password, settle_own_password
from app.accounts.ownership import is_taken, take_address
from app.audit.events import Event
from app.audit.service import record
from app.core.addresses import normal_form
from app.core.client import Client
from app.core.errors import InvalidRequest, NotSignedIn
from app.db import write_tx
from app.extensions import settings
from app.lockout.counters import MAIL_CHANGE, mail_counter, mail_user_counter
from app.lockout.service import charge_call
from app.mail import messages
from app.mail.service import queue
from app.sessions.principal import Principal
from app.sessions.service import end_sign_ins
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
        note = messages.email_change_asked(
            settings(), user.email, new_email=address, client=client, now=now
        )
        queue(tx, note, now)
        write_to_new(tx, user, address, client=client, now=now)
        record(tx, Event.EMAIL_CHANGE_ASKED, subject_id=user.id, client=client, now=now)


def confirm_email(caller: Principal, token: str, *, client: Client, now: datetime) -> Principal:
    """Move the caller's account to the address that its link was mailed to; return the session,
    which goes on. All others end, trusted devices stay.

    Whoever reads the mail must be signed in to the account: else a stranger moves his own account
    to somebody's address by that person's press of a link. The link of another account is not
    spent. Raises InvalidToken, TooManyRequests, NotSignedIn, or Conflict where the address was
    taken meanwhile.
    """
    with mail_tokens.counting_wrong_links(client, now), write_tx() as tx:
        spent = mail_tokens.spend_bound(tx, token, CHANGE_EMAIL, now)
        user, former = spent.user, spent.user.email
        if user.id != caller.user.id:
            raise NotSignedIn
        may_undo = is_undoable(user, now)
        assert spent.new_email is not None
        take_address(tx, user, spent.new_email, client=client, now=now)
        mail_tokens.drop_others(tx, user.id, UNDO_EMAIL)
        renewed = end_sign_ins(tx, user, keep=caller.session.id, now=now)
        tell_former(tx, user, former, may_undo=may_undo, client=client, now=now)
        record(tx, Event.EMAIL_CHANGED, subject_id=user.id, client=client, now=now)
    assert renewed is not None
    return renewed


def write_to_new(tx: Session, user: User, address: str, *, client: Client, now: datetime) -> None:
    """Mail a locked user's new address the link that confirms it, as often as the account may."""
    counter = mail_user_counter(MAIL_CHANGE, user.id, settings(), to=address)
    if not may_mail(tx, counter, now):
        return
    # Address and token are one row: the address that is confirmed is the one that got the mail,
    # whatever runs in parallel (R82, CVE-2026-32700). The token of a taken one is mailed to nobody.
    seconds = settings().email_change_seconds
    token = mail_tokens.issue(tx, user, CHANGE_EMAIL, seconds=seconds, now=now, new_email=address)
    if is_taken(tx, address):
        message = messages.already_registered(settings(), address, client=client, now=now)
    else:
        message = messages.email_change(settings(), address, token=token, client=client, now=now)
    queue(tx, message, now)
