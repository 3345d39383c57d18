"""What is counted, and under which key: facts that the server holds, never a raw header (R53)."""

import hashlib
from dataclasses import dataclass

from app.config import Settings
from app.core.client import Client
from app.core.limits import Window

CODE = "code"
PASSWORD, PASSWORD_ACCOUNT, PASSWORD_BROWSER = "password", "password.account", "password.browser"
PASSWORDS = (PASSWORD, PASSWORD_ACCOUNT, PASSWORD_BROWSER)
GUESSES = (CODE, *PASSWORDS)
# The kinds of mail that strangers can ask for: one that is full stands in no other's way.
MAIL_REGISTER, MAIL_VERIFY, MAIL_RESET = "mail.register", "mail.verify", "mail.reset"
MAIL_CHANGE, MAIL_DEVICE = "mail.change", "mail.device"


@dataclass(frozen=True)
class Counter:
    """One count: `scope` keeps surfaces apart, `account` and `place` say whose and from where."""

    scope: str
    windows: tuple[Window, ...]
    account: str = ""
    place: str = ""

    @property
    def key(self) -> str:
        """The key of the count's row."""
        return hashlib.sha256(f"{self.scope}|{self.account}|{self.place}".encode()).hexdigest()


def account_of(email: str) -> str:
    """Return how counts name an address that may have no account: known and unknown alike."""
    return hashlib.sha256(email.encode()).hexdigest()


def code_counter(user_id: str, settings: Settings) -> Counter:
    """Return the count of wrong codes of an account, over all surfaces."""
    return Counter(CODE, settings.code_limits, account=user_id)


def password_counters(
    email: str, client: Client, settings: Settings, *, browser_id: str | None = None
) -> list[Counter]:
    """Return the counts of wrong passwords; the first is the one that a right password clears.

    A browser that the account knows is judged by a count of its own alone: the other three can be
    filled by strangers, from elsewhere or behind the same address, to keep the owner out (R52).
    """
    account = account_of(email)
    if browser_id is not None:
        windows = settings.password_browser_limits
        return [Counter(PASSWORD_BROWSER, windows, account=account, place=browser_id)]
    return [
        Counter(PASSWORD, settings.password_limits, account=account, place=client.address),
        Counter("password.address", settings.password_address_limits, place=client.address),
        Counter(PASSWORD_ACCOUNT, settings.password_account_limits, account=account),
    ]


def register_counter(client: Client, settings: Settings) -> Counter:
    """Return the count of registrations from an address."""
    return Counter("register", settings.register_limits, place=client.address)


def link_counter(client: Client, settings: Settings) -> Counter:
    """Return the count of mailed links from an address that opened nothing."""
    return Counter("link", settings.link_limits, place=client.address)


def refresh_counter(client: Client, settings: Settings) -> Counter:
    """Return the count of refresh tokens from an address that were not right."""
    return Counter("refresh", settings.refresh_limits, place=client.address)


def code_clear_counter(user_id: str, settings: Settings) -> Counter:
    """Return the count of new passwords of an account that cleared its wrong codes."""
    return Counter("code.clear", settings.code_clear_limits, account=user_id)


def setup_counter(user_id: str, settings: Settings) -> Counter:
    """Return the count of authenticators that an account began to set up."""
    return Counter("setup", settings.setup_limits, account=user_id)


def mail_counter(client: Client, settings: Settings) -> Counter:
    """Return the count of calls from an address that send mail."""
    return Counter("mail", settings.mail_limits, place=client.address)


def mail_account_counter(
    kind: str, email: str, settings: Settings, *, browser_id: str | None = None
) -> Counter:
    """Return the count of mails of one kind that were asked for by an address, known or not.

    A browser that the account knows has a count of its own: strangers can fill the other one, to
    leave the owner without a mail (R52).
    """
    limits = settings.mail_account_limits
    return Counter(kind, limits, account=account_of(email), place=browser_id or "")


def mail_user_counter(kind: str, user_id: str, settings: Settings, *, to: str = "") -> Counter:
    """Return the count of mails of one kind that an account's own calls send, `to` an address that
    is not the account's: strangers who write to it too use up nothing of its owner's."""
    place = account_of(to) if to else ""
    return Counter(kind, settings.mail_account_limits, account=user_id, place=place)
