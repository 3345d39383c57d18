"""Moving an account to another address.

A link in a mail to the former address moves the account back.
"""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.accounts import mailed_links, passwords
from app.accounts.mailed_links import charge_mail
from app.accounts.models import CHANGE_EMAIL, RESET_PASSWORD, UNDO_EMAIL
from app.accounts.ownership import drop_factors, language_of, move_to_address
from app.accounts.passwords import check_own_password, settle_own_password
from app.audit.events import Event
from app.audit.service import record
from app.core.act import Act
from app.core.addresses import normal_form
from app.core.errors import InvalidRequest, NotSignedIn
from app.core.text import _
from app.db import write_tx
from app.extensions import settings
from app.factors.owned import oldest_factor_at
from app.lockout.counters import MAIL_CHANGE, mail_counter, mail_user_counter
from app.lockout.service import charge_call
from app.mail.outbox import queue
from app.mail.wording import account
from app.sessions.principal import Principal
from app.sessions.service import end_everything, end_sign_ins
from app.users.models import User


def ask_email_change(
    caller: Principal, email: str, password: str, *, browser: str | None, act: Act
) -> None:
    """Mail a confirmation link to the new address.

    The present address gets a note about it. Where the new address has an account, its owner gets a
    mail in place of the link, and the answer is the same. Raises InvalidRequest, InvalidPassword,
    TooManyAttempts or TooManyRequests.
    """
    address = normal_form(email)
    if address == caller.user.email:
        raise InvalidRequest(fields={"email": [_("This is your address already.")]})
    charge_call([mail_counter(act.origin, settings())], act.now)
    checked = check_own_password(caller, password, surface="new-address", browser=browser, act=act)
    with write_tx() as tx:
        user = settle_own_password(tx, caller, checked)
        # This note has no limit: a thief could use a limit up and so hide the change.
        note = account.email_change_asked(settings(), user.email, new_email=address, act=act)
        queue(tx, note, act.now, language=user.locale)
        send_confirmation(tx, user, address, act=act)
        record(tx, Event.EMAIL_CHANGE_ASKED, subject_id=user.id, act=act)


def confirm_email(caller: Principal, token: str, *, act: Act) -> Principal:
    """Move the caller's account to the address of a mailed link.

    Returns the caller with the renewed session. All other sessions end, and trusted devices stay.
    The caller must be signed in to the account of the link. Otherwise a stranger could move their
    own account to another person's address when that person opens the link. The link of another
    account raises NotSignedIn and is not spent. Raises InvalidToken, TooManyRequests, or Conflict
    where the address was taken in the meantime.
    """
    with mailed_links.counting_wrong_links(act), write_tx() as tx:
        spent = mailed_links.spend_bound(tx, token, CHANGE_EMAIL, act.now)
        user, former = spent.user, spent.user.email
        if user.id != caller.user.id:
            raise NotSignedIn
        may_undo = is_undoable(tx, user, act.now)
        assert spent.new_email is not None
        move_to_address(tx, user, spent.new_email, overrules_factor=False, act=act)
        mailed_links.drop_others(tx, user.id, UNDO_EMAIL)
        renewed = end_sign_ins(tx, user, keep=caller.session.id, now=act.now)
        notify_old_address(tx, user, former, may_undo=may_undo, act=act)
        record(tx, Event.EMAIL_CHANGED, subject_id=user.id, act=act)
    assert renewed is not None
    return renewed


def send_confirmation(tx: Session, user: User, address: str, *, act: Act) -> None:
    """Mail the confirmation link to a locked user's new address.

    Nothing is sent past the account's limit of such mails.
    """
    counter = mail_user_counter(MAIL_CHANGE, user.id, settings(), to=address)
    if not charge_mail(tx, counter, act.now):
        return
    # Address and token share a row, so that no parallel request can confirm an address that did
    # not get the mail (R82, CVE-2026-32700). The token of a taken address is mailed to nobody.
    seconds = settings().email_change_seconds
    token = mailed_links.issue(
        tx, user, CHANGE_EMAIL, seconds=seconds, now=act.now, new_email=address
    )
    language = language_of(tx, address)
    if language is None:
        message = account.email_change(settings(), address, token=token, act=act)
    else:
        message = account.already_registered(settings(), address, act=act)
    queue(tx, message, act.now, language=user.locale if language is None else language)


def is_undoable(tx: Session, user: User, now: datetime) -> bool:
    """Tell whether the former address gets a link to undo the change.

    The former address must be proven. It gets no link where the account has a factor for longer
    than the link would be valid. Such a factor vouches for the change, and a mailbox that its owner
    has given up must not overrule it. A newer factor does not vouch: an attacker who has just
    learned the password would turn one on first. The owner gets a mail about that factor, and has
    this time to answer.
    """
    if user.email_verified_at is None:
        return False
    since = oldest_factor_at(tx, user.id)
    return since is None or since > now - timedelta(seconds=settings().email_undo_seconds)


def notify_old_address(tx: Session, user: User, former: str, *, may_undo: bool, act: Act) -> None:
    """Mail the former address that the locked user's account has moved.

    With `may_undo` the mail holds a link that takes the account back. While an older such link is
    valid there is no second one: a thief who moves the account again must neither void the owner's
    link nor get a link of their own.
    """
    token = None
    if may_undo and not mailed_links.is_held(tx, user.id, UNDO_EMAIL, act.now):
        seconds = settings().email_undo_seconds
        token = mailed_links.issue(
            tx, user, UNDO_EMAIL, seconds=seconds, now=act.now, new_email=former
        )
    note = account.email_changed(settings(), former, new_email=user.email, token=token, act=act)
    queue(tx, note, act.now, language=user.locale)


def undo_email_change(token: str, *, act: Act) -> None:
    """Move an account back to its former address by a mailed link.

    Later changes of the account do not matter. All sign-ins end. The password becomes invalid,
    because the person who moved the account knows it, and a link for a new one is mailed. Every
    second factor is removed: none was on for long enough to vouch for the change (`is_undoable`),
    so the person who moved the account may have turned it on. An unproven registration of the
    address is deleted. Raises InvalidToken, TooManyRequests, or Conflict where the address was
    taken in the meantime.
    """
    with mailed_links.counting_wrong_links(act), write_tx() as tx:
        spent = mailed_links.spend(tx, token, UNDO_EMAIL, act.now)
        user, moved_to = spent.user, spent.user.email
        assert spent.new_email is not None
        move_to_address(tx, user, spent.new_email, overrules_factor=True, act=act)
        passwords.void(user)
        mailed_links.drop_others(tx, user.id, UNDO_EMAIL)
        drop_factors(tx, user, act)
        end_everything(tx, user, keep=None, now=act.now)
        _write_to_both(tx, user, moved_to, act)
        record(tx, Event.EMAIL_CHANGE_UNDONE, subject_id=user.id, act=act)


def _write_to_both(tx: Session, user: User, moved_to: str, act: Act) -> None:
    seconds = settings().reset_seconds
    token = mailed_links.issue(tx, user, RESET_PASSWORD, seconds=seconds, now=act.now)
    queue(
        tx,
        account.taken_back(settings(), user.email, token=token, act=act),
        act.now,
        language=user.locale,
    )
    note = account.email_changed(settings(), moved_to, new_email=user.email, token=None, act=act)
    queue(tx, note, act.now, language=user.locale)
