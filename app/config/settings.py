"""The frozen settings, one field each: name, default, parser and meaning in one place."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from app.config import parsing
from app.config.keyfile import KEY_NAMES, KeyFile, ensure_keys, find_key_file
from app.config.parsing import ConfigError
from app.core.limits import Window

ROOT = Path(__file__).resolve().parents[2]


def _setting(
    default: str | None, parse: Callable[[str], Any], meaning: str, *, secret: bool = False
) -> Any:
    metadata = {"default": default, "parse": parse, "meaning": meaning}
    if default is None:
        return field(metadata=metadata, repr=not secret)
    return field(default_factory=lambda: parse(default), metadata=metadata)


_any_number = parsing.number(1, 10**9)


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything that an operator may set; every environment name is a field in upper case."""

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
        "where users reach it: links, origin check, cookies",
    )
    app_name: str = _setting(
        "Second Lock", parsing.text, "the issuer in authenticator apps and mails"
    )
    instance_dir: Path = _setting(
        "instance", lambda value: ROOT / value, "generated keys and the SQLite file"
    )
    database_url: str | None = _setting(
        "",
        parsing.address("sqlite:///", "postgresql://", "postgres://"),
        "`sqlite:///…` or `postgresql://…`; SQLite in `INSTANCE_DIR` by default",
    )
    redis_url: str | None = _setting(
        "",
        parsing.address("redis://", "rediss://", "redis+unix://"),
        "shared store of the outer request limits",
    )
    mail_url: str = _setting("console:", parsing.mail_url, "`console:` or `file:DIR`")
    mail_from: str = _setting(
        "Second Lock <no-reply@localhost>", parsing.text, "the sender of mails"
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
    bcrypt_rounds: int = _setting("12", parsing.number(10, 16), "cost of a password hash")
    totp_window: int = _setting("1", parsing.number(0, 1), "steps accepted before and after now")
    host: str = _setting("127.0.0.1", parsing.text, "address that `flask serve` listens on")
    port: int = _setting("8000", parsing.number(1, 65535), "port that `flask serve` listens on")
    workers: int = _setting("1", parsing.number(1, 64), "server processes of `flask serve`")
    password_min_length: int = _setting(
        "12", parsing.number(8, 64), "shortest new password, in characters"
    )
    session_idle_seconds: int = _setting("604800", _any_number, "a session ends after this rest")
    session_max_seconds: int = _setting("2592000", _any_number, "and after this at the latest")
    half_login_seconds: int = _setting("300", _any_number, "life of a half-finished login")
    half_login_extensions: int = _setting("10", _any_number, "how often it can be extended")
    half_login_attempts: int = _setting("5", _any_number, "wrong codes that end it")
    fresh_seconds: int = _setting("300", _any_number, "how long a step-up counts")
    setup_seconds: int = _setting("600", _any_number, "life of a pending authenticator")
    verify_email_seconds: int = _setting("86400", _any_number, "life of a verification link")
    code_limits: tuple[Window, ...] = _setting(
        "5/900,20/86400,100/2592000", parsing.windows, "wrong codes per account, COUNT/SECONDS"
    )
    password_limits: tuple[Window, ...] = _setting(
        "10/900", parsing.windows, "wrong passwords per account and address"
    )
    password_address_limits: tuple[Window, ...] = _setting(
        "100/900", parsing.windows, "wrong passwords per address"
    )
    password_account_limits: tuple[Window, ...] = _setting(
        "500/86400", parsing.windows, "wrong passwords per account"
    )
    password_browser_limits: tuple[Window, ...] = _setting(
        "10/900", parsing.windows, "wrong passwords per account and browser that it knows"
    )
    known_browser_seconds: int = _setting(
        "31536000", _any_number, "how long an account knows a browser that signed in"
    )
    register_limits: tuple[Window, ...] = _setting(
        "30/3600", parsing.windows, "registrations per address"
    )
    verify_email_limits: tuple[Window, ...] = _setting(
        "30/3600", parsing.windows, "wrong verification links per address"
    )
    setup_limits: tuple[Window, ...] = _setting(
        "30/3600", parsing.windows, "authenticators that an account begins to set up"
    )
    mail_limits: tuple[Window, ...] = _setting(
        "30/3600", parsing.windows, "calls per address that send mail"
    )
    mail_account_limits: tuple[Window, ...] = _setting(
        "5/3600", parsing.windows, "mails per account that strangers can ask for"
    )
    request_limits: tuple[Window, ...] = _setting(
        "600/60", parsing.windows, "requests per address to `/api`"
    )

    @property
    def is_https(self) -> bool:
        """Whether cookies are Secure and named `__Host-…`."""
        return self.public_url.startswith("https://")

    @property
    def database(self) -> str:
        """The address of the database as SQLAlchemy reads it."""
        url = self.database_url or f"sqlite:///{self.instance_dir / 'second-lock.db'}"
        if url.startswith("postgres://"):
            return url.replace("postgres://", "postgresql://", 1)
        if url.startswith("sqlite:///") and not url.startswith("sqlite:////"):
            return f"sqlite:///{ROOT / url.removeprefix('sqlite:///')}"
        return url


def load_settings(environ: Mapping[str, str]) -> Settings:
    """Return the checked settings of an environment; makes keys where that is safe.

    Raises ConfigError, one line naming the setting, for everything that is missing or weak.
    """
    values = {
        each.name: _parse(each.name.upper(), environ.get(each.name.upper(), ""), each.metadata)
        for each in fields(Settings)
        if each.name.upper() not in KEY_NAMES
    }
    host = urlsplit(values["public_url"]).hostname or ""
    if parsing.is_loopback(host):
        keys = {**ensure_keys(values["instance_dir"]), **_given_keys(environ)}
    else:
        keys = _given_keys(environ)
    if parsing.is_loopback(host) and not parsing.is_loopback(values["host"]):
        raise ConfigError("PUBLIC_URL must be the public address when HOST is not a loopback one")
    for each in fields(Settings):
        if (name := each.name.upper()) in KEY_NAMES:
            if name not in keys:
                raise ConfigError(f"{name} is missing: `flask keys generate` makes one")
            values[each.name] = _parse(name, keys[name], each.metadata)
    _refuse_equal(values)
    return Settings(**values)


def key_file_of(settings: Settings, environ: Mapping[str, str]) -> KeyFile | None:
    """Return the file that keys come from, or None where the environment gives them all."""
    if not parsing.is_loopback(urlsplit(settings.public_url).hostname or ""):
        return None
    return find_key_file(settings.instance_dir, _given_keys(environ))


def with_keys_of(settings: Settings, file: KeyFile) -> Settings:
    """Return the settings with the keys that the file holds now; raises ConfigError."""
    parsers = {each.name.upper(): each.metadata for each in fields(Settings)}
    found = {
        name.lower(): _parse(name, value, parsers[name]) for name, value in file.read().items()
    }
    _refuse_equal(
        {**{name.lower(): getattr(settings, name.lower()) for name in KEY_NAMES}, **found}
    )
    return replace(settings, **found)


def _given_keys(environ: Mapping[str, str]) -> dict[str, str]:
    return {name: environ[name] for name in KEY_NAMES if environ.get(name)}


def _parse(name: str, value: str, metadata: Mapping[str, Any]) -> Any:
    try:
        return metadata["parse"](value or metadata["default"] or "")
    except ConfigError as wrong:
        raise ConfigError(f"{name} {wrong}") from None


def _refuse_equal(values: Mapping[str, Any]) -> None:
    secrets = [key.encode() for name in ("secret_key", "twofa_secret_key") for key in values[name]]
    secrets += [
        key for name in ("encryption_keys", "password_pepper") for key in values[name].values()
    ]
    if len(set(secrets)) != len(secrets):
        raise ConfigError(
            "SECRET_KEY, TWOFA_SECRET_KEY, ENCRYPTION_KEYS and PASSWORD_PEPPER "
            "must all be different"
        )
