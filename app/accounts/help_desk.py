"""What operators and administrators do for a person, such as another address.

The owner gets a mail about each of them.
"""

from sqlalchemy.orm import Session

from app.accounts import mailed_links, passwords
from app.accounts.email_change import notify_old_address
from app.accounts.models import RESET_PASSWORD
from app.accounts.ownership import claim_verified_address, move_to_address
from app.accounts.verification import send_verification
from app.audit.events import Event
from app.audit.service import record
from app.core.act import Act
from app.core.addresses import normal_form
from app.core.errors import Conflict, InvalidRequest
from app.core.names import LONGEST, is_name
from app.core.text import _
from app.db import write_tx
from app.db.versions import next_version
from app.extensions import settings
from app.mail.outbox import queue
from app.mail.owners import tell_owner
from app.mail.wording import account
from app.sessions.service import end_everything, end_sign_ins
from app.users.models import User
from app.users.service import lock_person


def sign_out(user_id: str, *, version: int | None = None, act: Act) -> User:
    """End every sign-in, trusted browser and app token of an account.

    `version` is the one that the caller saw, None for an operator. Returns the user. Raises
    NotFound, Forbidden, or Conflict for an older version.
    """
    with write_tx() as tx:
        user = _lock(tx, user_id, version, act)
        end_everything(tx, user, keep=None, now=act.now)
        record(tx, Event.LOGOUT_ALL, subject_id=user.id, act=act)
        tell_owner(tx, user, _("signed you out everywhere"), act=act)
    return user


def set_address(user_id: str, new: str, *, verified: bool, act: Act) -> User:
    """Move an account to another address and end its sessions.

    The former address gets a mail without a link back: its mailbox may be lost. All mailed links
    end for the same reason. Without `verified` the new address gets a link that verifies it.
    Returns the user. Raises NotFound, InvalidRequest, or Conflict where the address is taken.
    """
    address = normal_form(new)
    with write_tx() as tx:
        user = _lock(tx, user_id, None, act)
        former = user.email
        if address == former:
            raise InvalidRequest(
                _("{email} is the address of this account already.").format(email=address)
            )
        move_to_address(tx, user, address, overrules_factor=False, act=act)
        mailed_links.drop_all(tx, user.id)
        end_sign_ins(tx, user, keep=None, now=act.now)
        notify_old_address(tx, user, former, may_undo=False, act=act)
        record(tx, Event.EMAIL_CHANGED, subject_id=user.id, act=act)
        if not verified:
            user.email_verified_at = None
            send_verification(tx, address, act=act)
    return user


def set_name(user_id: str, name: str, *, act: Act) -> User:
    """Change the name of an account.

    Returns the user. Raises NotFound or InvalidRequest.
    """
    fresh = name.strip()
    if not is_name(fresh) or len(fresh) > LONGEST:
        raise InvalidRequest(
            fields={"name": [_("Use at most {count} printable characters.").format(count=LONGEST)]}
        )
    with write_tx() as tx:
        user = _lock(tx, user_id, None, act)
        user.name = fresh
        record(tx, Event.RENAMED, subject_id=user.id, act=act)
        tell_owner(tx, user, _("changed the name of your account"), act=act)
    return user


def set_locale(user_id: str, locale: str, *, act: Act) -> User:
    """Change the language of an account.

    `locale` is one of `languages()`. Returns the user. Raises NotFound.
    """
    with write_tx() as tx:
        user = _lock(tx, user_id, None, act)
        user.locale = locale
        record(tx, Event.LOCALE_CHANGED, subject_id=user.id, act=act, locale=locale)
        tell_owner(tx, user, _("changed the language of your account"), act=act)
    return user


def mark_verified(user_id: str, *, act: Act) -> User:
    """Take an account's address as proven by the operator's word.

    The password stays, so the operator must know who chose it. Returns the user. Raises NotFound,
    or Conflict where the address is verified.
    """
    with write_tx() as tx:
        user = _lock(tx, user_id, None, act)
        _require_unverified(user)
        claim_verified_address(tx, user, is_registrant=True, act=act)
        record(tx, Event.EMAIL_VERIFIED, subject_id=user.id, act=act)
        tell_owner(tx, user, _("confirmed the address of your account"), act=act)
    return user


def resend_verification(user_id: str, *, version: int | None = None, act: Act) -> User:
    """Mail a new link that verifies the address.

    Returns the user. Raises NotFound, Forbidden, or Conflict for an older version, and where the
    address is verified or the account disabled.
    """
    with write_tx() as tx:
        user = _lock(tx, user_id, version, act)
        _require_unverified(user)
        require_enabled(user)
        send_verification(tx, user.email, sender=act, act=act)
        record(tx, Event.VERIFICATION_SENT, subject_id=user.id, act=act)
    return user


def send_reset(user_id: str, *, version: int | None = None, act: Act) -> User:
    """Mail a link that sets a password.

    The old password works until then. After a recovery that lacks its new factor it ends at once:
    else it would open the account alone (V12). Returns the user. Raises NotFound, Forbidden, or
    Conflict for an older version and where the account is disabled.
    """
    with write_tx() as tx:
        user = _lock(tx, user_id, version, act)
        require_enabled(user)
        if user.recovered_at is not None:
            passwords.void(user)
        seconds = settings().reset_seconds
        token = mailed_links.issue(tx, user, RESET_PASSWORD, seconds=seconds, now=act.now)
        queue(
            tx,
            account.reset_password(settings(), user.email, token=token, act=act),
            act.now,
            language=user.locale,
        )
        record(tx, Event.RESET_ASKED, subject_id=user.id, act=act)
    return user


def require_enabled(user: User) -> None:
    """Raise Conflict where a mailed link would open nothing."""
    if user.disabled_at is not None:
        raise Conflict(
            _("{email} is disabled: a link would open nothing.").format(email=user.email)
        )


def _lock(tx: Session, user_id: str, version: int | None, act: Act) -> User:
    user = lock_person(tx, user_id, act=act)
    next_version(user, version)
    return user


def _require_unverified(user: User) -> None:
    if user.email_verified_at is not None:
        raise Conflict(_("{email} is verified already.").format(email=user.email))
