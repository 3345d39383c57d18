"""The settings: name, default, parser and meaning of each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.config import (
    database_settings,
    door_settings,
    forward_auth_settings,
    mail_settings,
    page_settings,
    parsing,
    passkey_settings,
    web_settings,
)
from app.config.root import ROOT
from app.core.limits import Window


def _setting(
    default: str | None, parse: Callable[[str], Any], meaning: str, *, secret: bool = False
) -> Any:
    metadata = {"default": default, "parse": parse, "meaning": meaning}
    if default is None:
        return field(metadata=metadata, repr=not secret)
    return field(default_factory=lambda: parse(default), metadata=metadata, repr=not secret)


def _limits(default: str, meaning: str) -> Any:
    return _setting(default, parsing.windows, meaning)


def _count(default: str, meaning: str, *, least: int = 1) -> Any:
    return _setting(default, parsing.number(least, 10**9), meaning)


_Windows = tuple[Window, ...]


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The settings of an operator.

    The name of each environment variable is the field's name in upper case.
    """

    secret_key: tuple[str, ...] = _setting(
        None, parsing.signing_keys, "signs the session cookie; first signs, all verify", secret=True
    )
    twofa_secret_key: tuple[str, ...] = _setting(
        None, parsing.signing_keys, "signs the half-authenticated marker", secret=True
    )
    encryption_keys: Mapping[str, bytes] = _setting(
        None, parsing.named_keys, "`id:base64` keys that seal secrets at rest", secret=True
    )
    password_pepper: Mapping[str, bytes] = _setting(
        None, parsing.named_keys, "`id:base64` keys mixed into every password hash", secret=True
    )
    public_url: str = _setting(
        "http://localhost:8000",
        parsing.origin,
        "where users reach it: links, origin check, cookies; left out, it follows `PORT`",
    )
    app_name: str = _setting(
        "Second Lock",
        page_settings.app_name,
        "the name of the service, on the page, in mails and in authenticator apps",
    )
    logo: page_settings.Logo | None = _setting(
        "",
        page_settings.logo,
        "an SVG or PNG file of 256 KiB at most, shown beside the name",
    )
    support: str | None = _setting(
        "", page_settings.support, "a mail address or URL that people who are locked out are shown"
    )
    working_dir: Path = _setting("", ROOT.joinpath, "folder that relative paths start from")
    instance_dir: Path = _setting("instance", ROOT.joinpath, "generated keys and the SQLite file")
    database_url: str | None = _setting(
        "",
        database_settings.database_url,
        "`sqlite:///…` or `postgresql://…`; SQLite in `INSTANCE_DIR` by default",
    )
    redis_url: str | None = _setting(
        "",
        parsing.address("redis://", "rediss://", "redis+unix://"),
        "Redis where all processes together count the calls that strangers make",
    )
    mail_url: str = _setting(
        "console:",
        mail_settings.mail_url,
        "`console:`, `file:DIR`, `smtp://user:pass@host:port` (STARTTLS) or `smtps://…`; see Mail",
        secret=True,
    )
    mail_from: str = _setting(
        "Second Lock <no-reply@localhost>", mail_settings.mailbox, "the sender of mails"
    )
    registration: door_settings.Door | None = _setting(
        "",
        door_settings.door,
        "`open`, `invited`, `closed` or domains such as `@example.org`; left out, `open` at a "
        "loopback `PUBLIC_URL` and `invited` elsewhere; see docs/the-door.md",
    )
    email_verification: str = _setting(
        "required", parsing.choice("required", "off"), "whether login needs a verified address"
    )
    two_factor_policy: str = _setting(
        "admins",
        parsing.choice("optional", "admins", "everyone"),
        "who must use two factors; `flask policy set` overrides it",
    )
    trusted_proxies: int = _setting(
        "0", parsing.number(0, 9), "how many hops of `X-Forwarded-*` are believed"
    )
    protected_origins: tuple[str, ...] = _setting(
        "",
        forward_auth_settings.origins,
        "origins of apps behind forward-auth, separated by commas; see docs/forward-auth.md",
    )
    cookie_domain: str | None = _setting(
        "",
        forward_auth_settings.cookie_domain,
        "parent domain of apps on other hosts that a login shall open",
    )
    rp_id: str | None = _setting(
        "", passkey_settings.rp_id, "host of passkeys: that of `PUBLIC_URL`, or a parent of it"
    )
    passkey_origins: tuple[str, ...] = _setting(
        "", passkey_settings.origins, "other origins that may use them, of five domains at most"
    )
    token_origins: tuple[str, ...] = _setting(
        "",
        web_settings.token_origins,
        "other origins whose pages may use tokens, separated by commas; see docs/clients.md",
    )
    hsts: str = _setting(
        "max-age=31536000",
        web_settings.hsts,
        "`Strict-Transport-Security` under https; may add `; includeSubDomains`",
    )
    metrics_token: str | None = _setting(
        "",
        parsing.access_token,
        "bearer token that opens `/metrics`; without it there is no `/metrics`",
        secret=True,
    )
    bcrypt_rounds: int = _setting("12", parsing.number(10, 16), "cost of a password hash")
    totp_window: int = _setting("1", parsing.number(0, 1), "steps accepted before and after now")
    host: str = _setting("127.0.0.1", parsing.text, "address that `flask serve` listens on")
    port: int = _setting("8000", parsing.number(1, 65535), "port that `flask serve` listens on")
    workers: int = _setting(
        "auto",
        parsing.processes,
        "server processes of `flask serve`, from 1 to 64; `auto`: one for each core, at most 4",
    )
    password_min_length: int = _setting(
        "12", parsing.number(8, 64), "shortest new password, in characters"
    )
    session_idle_seconds: int = _count("604800", "a session ends after this time without a request")
    session_max_seconds: int = _count("2592000", "and after this at the latest")
    half_login_seconds: int = _count("300", "life of a half-finished login")
    half_login_extensions: int = _count("10", "how often it can be extended")
    half_login_attempts: int = _count("5", "wrong codes that end it")
    fresh_seconds: int = _count("300", "how long a step-up counts")
    setup_seconds: int = _count("600", "life of a pending authenticator")
    verify_email_seconds: int = _count("86400", "life of a verification link")
    reset_seconds: int = _count("3600", "life of a link that sets a new password")
    email_change_seconds: int = _count("3600", "life of a link that confirms a new address")
    email_undo_seconds: int = _count(
        "259200", "life of the link by which the former address takes an account back"
    )
    recovery_wait_seconds: int = _count("172800", "how long a recovery waits; `0`: off", least=0)
    access_token_seconds: int = _count("900", "life of an access token")
    refresh_token_seconds: int = _count("604800", "life of a refresh token")
    refresh_grace_seconds: int = _setting(
        "10", parsing.number(0, 60), "how long a lost answer to a refresh can be asked for again"
    )
    trusted_device_seconds: int = _count(
        "2592000", "how long a trusted browser is not asked for a code"
    )
    code_limits: _Windows = _limits(
        "5/900,20/86400,100/2592000", "wrong codes per account, COUNT/SECONDS"
    )
    code_clear_limits: _Windows = _limits(
        "1/2592000", "how often a new password clears the count of wrong codes"
    )
    password_limits: _Windows = _limits("10/900", "wrong passwords per account and address")
    password_address_limits: _Windows = _limits("100/900", "wrong passwords per address")
    passkey_limits: _Windows = _limits("100/900", "wrong passkeys per address")
    password_account_limits: _Windows = _limits("500/86400", "wrong passwords per account")
    password_browser_limits: _Windows = _limits(
        "10/900", "wrong passwords per account and known browser"
    )
    known_browser_seconds: int = _count(
        "31536000", "how long an account knows a browser that signed in"
    )
    register_limits: _Windows = _limits("30/3600", "registrations per address")
    link_limits: _Windows = _limits("30/3600", "wrong mailed links per address")
    refresh_limits: _Windows = _limits("60/3600", "wrong refresh tokens per address")
    client_limits: _Windows = _limits("60/3600", "wrong client secrets per address")
    setup_limits: _Windows = _limits(
        "30/3600", "how often an account asks for an authenticator to set up"
    )
    mail_limits: _Windows = _limits("30/3600", "calls per address that send mail")
    mail_account_limits: _Windows = _limits(
        "5/3600,20/86400", "mails of each kind per account that can be asked for"
    )
    request_limits: _Windows = _limits("600/60", "requests per address to `/api`")

    def __post_init__(self) -> None:
        """Raise ConfigError where no login or passkey would reach its place."""
        forward_auth_settings.check_fit(self.public_url, self.protected_origins, self.cookie_domain)
        passkey_settings.check_fit(self.public_url, self.rp_id, self.passkey_origins)

    @property
    def is_https(self) -> bool:
        """Whether cookies are Secure and named `__Host-…`."""
        return self.public_url.startswith("https://")

    @property
    def is_local(self) -> bool:
        """Whether PUBLIC_URL reaches this machine alone."""
        return parsing.is_local(self.public_url)

    @property
    def passkey_host(self) -> str:
        """The host that passkeys are made for; empty where browsers offer none."""
        return passkey_settings.host_of_passkeys(self.public_url, self.rp_id)

    @property
    def has_passkeys(self) -> bool:
        """Whether browsers offer passkeys to the pages at PUBLIC_URL."""
        return bool(self.passkey_host)

    @property
    def door(self) -> door_settings.Door:
        """Who may register."""
        return door_settings.in_force(self.registration, is_local=self.is_local)

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is a SQLite file."""
        return self.database.startswith("sqlite:")

    @property
    def database(self) -> str:
        """The address of the database as SQLAlchemy reads it."""
        return database_settings.database_address(self.database_url, self.instance_dir)
