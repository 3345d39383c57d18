"""Making an account by an invitation."""

from app.accounts import mailed_links
from app.accounts.mailed_links import charge_mail
from app.accounts.ownership import drop_unproven
from app.accounts.registration import (
    NewAccount,
    charge_registration,
    hash_new,
    insert_account,
    register,
    tell_holder,
)
from app.audit.events import Event
from app.audit.service import record
from app.core.act import Act
from app.core.assurance import PASSWORD
from app.core.errors import InvalidRequest
from app.core.opaque_tokens import new_token
from app.core.text import _
from app.db import write_tx
from app.extensions import settings
from app.invitations import redeeming
from app.lockout.counters import MAIL_REGISTER, mail_account_counter
from app.sessions.login import BrowserCookies, LoginResult, complete_login
from app.users.service import lock_by_email


def join(
    account: NewAccount, token: str, *, presented: BrowserCookies, act: Act
) -> LoginResult | str:
    """Register an account by an invitation.

    A mailed invitation proves the mailbox: returns the login of the new account. A link that was
    shown proves nothing, and a taken address spends nothing: returns the value of the
    `registration` cookie, as `register` does. Raises InvalidToken for a dead invitation,
    InvalidRequest for one to another address, or TooManyRequests.
    """
    with mailed_links.counting_wrong_links(act):
        offer = redeeming.look(token, act.now)
        if offer.email is None:
            return register(account, invitation_id=offer.id, act=act)
    if offer.email != account.email:
        raise InvalidRequest(fields={"email": [_("This invitation is for another address.")]})
    charge_registration(act)
    password_hash = hash_new(account, act)
    with mailed_links.counting_wrong_links(act), write_tx() as tx:
        counter = mail_account_counter(MAIL_REGISTER, account.email, settings())
        has_mail = charge_mail(tx, counter, act.now)
        drop_unproven(tx, account.email, act=act)
        if insert_account(tx, account, password_hash, act) is None:
            tell_holder(tx, account.email, act=act, has_mail=has_mail)
            return new_token()
        user = lock_by_email(tx, account.email)
        user.email_verified_at = act.now
        record(tx, Event.REGISTERED, subject_id=user.id, act=act)
        redeeming.take(tx, token, user, act=act)
        record(tx, Event.EMAIL_VERIFIED, subject_id=user.id, act=act)
        return complete_login(tx, user, presented, amr=(PASSWORD,), act=act)
