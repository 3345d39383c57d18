"""What is counted, and under which key: facts that the server holds, never a raw header (R53)."""

import hashlib
from dataclasses import dataclass

from app.config import Settings
from app.core.client import Client
from app.core.limits import Window


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
    return Counter("code", settings.code_limits, account=user_id)


def password_counters(email: str, client: Client, settings: Settings) -> list[Counter]:
    """Return the counts of wrong passwords; the first is the one that a right password clears."""
    account = account_of(email)
    return [
        Counter("password", settings.password_limits, account=account, place=client.address),
        Counter("password.address", settings.password_address_limits, place=client.address),
        Counter("password.account", settings.password_account_limits, account=account),
    ]


def register_counter(client: Client, settings: Settings) -> Counter:
    """Return the count of registrations from an address."""
    return Counter("register", settings.register_limits, place=client.address)


def mail_counter(client: Client, settings: Settings) -> Counter:
    """Return the count of calls from an address that send mail."""
    return Counter("mail", settings.mail_limits, place=client.address)


def mail_account_counter(email: str, settings: Settings) -> Counter:
    """Return the count of mails that strangers asked to have sent to one address."""
    return Counter("mail.account", settings.mail_account_limits, account=account_of(email))
