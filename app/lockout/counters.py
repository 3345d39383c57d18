"""What is counted, and under which key.

A key is made of facts that the server holds, never of a raw header (R53).
"""

import hashlib
from dataclasses import dataclass

from app.config import Settings
from app.core.limits import Window
from app.core.request_origin import RequestOrigin

CODE = "code"
PASSWORD, PASSWORD_ACCOUNT, PASSWORD_BROWSER = "password", "password.account", "password.browser"
PASSWORDS = (PASSWORD, PASSWORD_ACCOUNT, PASSWORD_BROWSER)
GUESSES = (CODE, *PASSWORDS)
# The kinds of mail that strangers can ask for. Each has its own count, so that a full one does not
# stop the others.
MAIL_REGISTER, MAIL_VERIFY, MAIL_RESET = "mail.register", "mail.verify", "mail.reset"
ASKED_MAILS = (MAIL_REGISTER, MAIL_VERIFY, MAIL_RESET)
MAIL_CHANGE, MAIL_DEVICE, MAIL_RECOVERY = "mail.change", "mail.device", "mail.recovery"


@dataclass(frozen=True)
class Counter:
    """One count of attempts.

    `scope` keeps surfaces apart. `account` says whose attempts they are, `place` where they come
    from. An attempt counts as `cost` of them in each window but the shortest.
    """

    scope: str
    windows: tuple[Window, ...]
    account: str = ""
    place: str = ""
    cost: int = 1

    @property
    def key(self) -> str:
        """The key of the count's row."""
        return hashlib.sha256(f"{self.scope}|{self.account}|{self.place}".encode()).hexdigest()


def account_of(email: str) -> str:
    """Return the name that counts give to an e-mail address.

    Addresses with and without an account get a name in the same way.
    """
    return hashlib.sha256(email.encode()).hexdigest()


def code_counter(user_id: str, settings: Settings, *, cost: int = 1) -> Counter:
    """Return the count of wrong codes of an account, over all surfaces.

    `cost` is the number of authenticators that a code is compared with: a guess has a chance with
    each of them (P16).
    """
    return Counter(CODE, settings.code_limits, account=user_id, cost=cost)


def password_counters(
    email: str, origin: RequestOrigin, settings: Settings, *, browser_id: str | None = None
) -> list[Counter]:
    """Return the counts of wrong passwords.

    A right password clears the first one. A browser that the account knows has one count of its own
    instead. Strangers, from elsewhere or behind the same address, can fill the other three to keep
    the owner out (R52).
    """
    account = account_of(email)
    if browser_id is not None:
        windows = settings.password_browser_limits
        return [Counter(PASSWORD_BROWSER, windows, account=account, place=browser_id)]
    return [
        Counter(PASSWORD, settings.password_limits, account=account, place=origin.address),
        Counter("password.address", settings.password_address_limits, place=origin.address),
        Counter(PASSWORD_ACCOUNT, settings.password_account_limits, account=account),
    ]


def passkey_counter(origin: RequestOrigin, settings: Settings) -> Counter:
    """Return the count of wrong passkeys from an address.

    It is for logins that name nobody."""
    return Counter("passkey.address", settings.passkey_limits, place=origin.address)


def register_counter(origin: RequestOrigin, settings: Settings) -> Counter:
    """Return the count of registrations from an address."""
    return Counter("register", settings.register_limits, place=origin.address)


def link_counter(origin: RequestOrigin, settings: Settings) -> Counter:
    """Return the count of mailed links from an address that opened nothing."""
    return Counter("link", settings.link_limits, place=origin.address)


def refresh_counter(origin: RequestOrigin, settings: Settings) -> Counter:
    """Return the count of wrong refresh tokens from an address."""
    return Counter("refresh", settings.refresh_limits, place=origin.address)


def client_counter(origin: RequestOrigin, settings: Settings) -> Counter:
    """Return the count of wrong client secrets from an address."""
    return Counter("client", settings.client_limits, place=origin.address)


def code_clear_counter(user_id: str, settings: Settings) -> Counter:
    """Return the count of an account's new passwords that cleared wrong codes."""
    return Counter("code.clear", settings.code_clear_limits, account=user_id)


def setup_counter(user_id: str, settings: Settings) -> Counter:
    """Return the count of authenticators that an account began to set up."""
    return Counter("setup", settings.setup_limits, account=user_id)


def mail_counter(origin: RequestOrigin, settings: Settings) -> Counter:
    """Return the count of calls from an address that send mail."""
    return Counter("mail", settings.mail_limits, place=origin.address)


def mail_account_counter(
    kind: str, email: str, settings: Settings, *, browser_id: str | None = None
) -> Counter:
    """Return the count of one kind of mail to an e-mail address.

    The address may have no account. A browser that the account knows has a count of its own:
    strangers can fill the other one, to leave the owner without a mail (R52).
    """
    limits = settings.mail_account_limits
    return Counter(kind, limits, account=account_of(email), place=browser_id or "")


def mail_user_counter(kind: str, user_id: str, settings: Settings, *, to: str = "") -> Counter:
    """Return the count of one kind of mail that an account sends.

    `to` is an address that is not the account's. The count belongs to the account, so that
    strangers who have mails sent to that address use up none of the owner's.
    """
    place = account_of(to) if to else ""
    return Counter(kind, settings.mail_account_limits, account=user_id, place=place)
