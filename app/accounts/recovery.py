"""Setting a new password: by a mailed link where it was forgotten, or by the one in use."""

import unicodedata
from datetime import datetime
from functools import partial

from app.accounts import mail_tokens, new_password
from app.accounts.link_mails import send_link
from app.accounts.models import RESET_PASSWORD
from app.accounts.own_password import check_own_password, settle_own_password
from app.accounts.ownership import take_possession
from app.audit.events import Event
from app.audit.service import record
from app.core.addresses import normal_form
from app.core.assurance import PASSWORD
from app.core.client import Client
from app.core.errors import InvalidRequest
from app.db import write_tx
from app.extensions import runtime, settings
from app.lockout.counters import mail_counter
from app.lockout.service import charge_call
from app.mail import messages
from app.sessions.principal import Principal
from app.sessions.service import end_everything
from app.users.service import lock_holder


def ask_reset(email: str, *, browser: str | None, client: Client, now: datetime) -> None:
    """Mail a link that sets a new password to the owner of an address, where there is one.

    An unknown address and a disabled account get the same work (R42, R43). Raises InvalidRequest
    or TooManyRequests.
    """
    address = normal_form(email)
    charge_call([mail_counter(client, settings())], now)
    letter = partial(messages.reset_password, settings(), client=client, now=now)
    with write_tx() as tx:
        found = lock_holder(tx, address)
        receiver = None if found is None or found.is_disabled else found
        record(
            tx,
            Event.RESET_ASKED,
            subject_id=found.id if found else None,
            client=client,
            now=now,
        )
        seconds = settings().reset_seconds
        send_link(
            tx, address, receiver, RESET_PASSWORD, letter, seconds=seconds, browser=browser, now=now
        )


def reset_password(token: str, password: str, *, client: Client, now: datetime) -> None:
    """Set a new password by a mailed link, and nothing else: nobody is signed in, a second factor
    stays (R81), and all that was signed in ends.

    The link proves the address. Raises InvalidRequest, InvalidToken or TooManyRequests.
    """
    normal = new_password.check_shape(password, field="password")
    with mail_tokens.counting_wrong_links(client, now):
        user = mail_tokens.peek(token, RESET_PASSWORD, now)
    new_password.check_for(user, normal, field="password")
    with runtime().passwords.place(client, account=user.email):
        password_hash = runtime().passwords.hash(normal)
    with mail_tokens.counting_wrong_links(client, now), write_tx() as tx:
        user = mail_tokens.spend_bound(tx, token, RESET_PASSWORD, now).user
        new_password.put(tx, user, password_hash, client=client, now=now)
        take_possession(tx, user, is_registrant=False, client=client, now=now)
        end_everything(tx, user, keep=None, now=now)
        record(tx, Event.PASSWORD_RESET, subject_id=user.id, client=client, now=now)


def change_password(
    caller: Principal,
    current: str,
    new: str,
    *,
    browser: str | None,
    client: Client,
    now: datetime,
) -> Principal:
    """Set a new password by the present one; return the session, which alone goes on (R46).

    Raises InvalidRequest, InvalidPassword or TooManyAttempts.
    """
    normal = new_password.check_shape(new, field="newPassword")
    new_password.check_for(caller.user, normal, field="newPassword")
    if normal == unicodedata.normalize("NFKC", current):
        raise InvalidRequest(fields={"newPassword": ["This is your current password."]})
    # One for both: a right password must not count as a try.
    with runtime().passwords.place(client, account=caller.user.email):
        checked = check_own_password(caller, current, browser=browser, client=client, now=now)
        password_hash = runtime().passwords.hash(normal)
    with write_tx() as tx:
        user = settle_own_password(tx, caller, checked)
        new_password.put(tx, user, password_hash, client=client, now=now)
        # A password alone makes nobody fresh whose account has a second factor.
        amr = () if user.has_two_factor else (PASSWORD,)
        renewed = end_everything(tx, user, keep=caller.session.id, amr=amr, now=now)
        record(tx, Event.PASSWORD_CHANGED, subject_id=user.id, client=client, now=now)
    assert renewed is not None
    return renewed
