"""The Flask extensions, and typed access to the application's runtime."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app
from flask_login import LoginManager
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import MetaData

from app.config import Fit, KeyFile, LiveKeys, Settings
from app.core.clock import Clock
from app.core.encryption import KeyRing
from app.core.passwords import PasswordHasher
from app.core.signing import RefreshSigner, Signer

# A migration can drop a constraint only by its name.
metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)
# Rows stay readable after a commit, because a service returns them to the view. An UPDATE or
# DELETE changes the database, but not the rows that the session has read before.
db = SQLAlchemy(
    metadata=metadata,
    session_options={
        "expire_on_commit": False,
        "execution_options": {"synchronize_session": False},
    },
)


login_manager = LoginManager()
# Session protection would sign users out when their address or browser changes, or when a request
# carries a forged X-Forwarded-For.
login_manager.session_protection = None


@dataclass(frozen=True)
class KeyTools:
    """The tools made from one set of keys.

    A change of the keys replaces the whole object.
    """

    settings: Settings
    key_ring: KeyRing
    passwords: PasswordHasher
    markers: Signer
    client_markers: Signer
    passkey_challenges: Signer
    access_tokens: Signer
    refresh_tokens: RefreshSigner

    @classmethod
    def build(cls, settings: Settings) -> "KeyTools":
        """Make the tools from the keys of `settings`."""
        return cls(
            settings=settings,
            key_ring=KeyRing(settings.encryption_keys),
            passwords=PasswordHasher(settings.password_pepper, rounds=settings.bcrypt_rounds),
            markers=Signer(settings.twofa_secret_key, purpose="twofa"),
            client_markers=Signer(settings.twofa_secret_key, purpose="twofa_client"),
            passkey_challenges=Signer(settings.twofa_secret_key, purpose="passkey"),
            access_tokens=Signer(settings.secret_key, purpose="access"),
            refresh_tokens=RefreshSigner(settings.secret_key),
        )


class Runtime:
    """The settings, clock and key tools of one application.

    Callers ask for a key tool at each use and never keep it, because an operator may rotate the
    keys while the instance runs.
    """

    def __init__(
        self, settings: Settings, clock: Clock, key_file: KeyFile | None, *, refuse_unfit: Fit
    ) -> None:
        """Take the settings, the clock and the key file of the start.

        Keys are read again from `key_file`. `refuse_unfit` raises where its keys do not fit.
        """
        self.settings, self.clock, self.key_file = settings, clock, key_file
        self._keys = LiveKeys(settings, key_file, KeyTools.build, refuse_unfit=refuse_unfit)

    @property
    def keys(self) -> Settings:
        """The settings with the keys that are in force now."""
        return self._keys.current().settings

    @property
    def key_ring(self) -> KeyRing:
        """Seals and opens secrets at rest."""
        return self._keys.current().key_ring

    @property
    def passwords(self) -> PasswordHasher:
        """Makes and checks password hashes."""
        return self._keys.current().passwords

    @property
    def markers(self) -> Signer:
        """Signs the half-authenticated marker of a browser."""
        return self._keys.current().markers

    @property
    def client_markers(self) -> Signer:
        """Signs the `twofaToken` of a token client."""
        return self._keys.current().client_markers

    @property
    def passkey_challenges(self) -> Signer:
        """Signs the challenges of passkey ceremonies."""
        return self._keys.current().passkey_challenges

    @property
    def access_tokens(self) -> Signer:
        """Signs access tokens."""
        return self._keys.current().access_tokens

    @property
    def refresh_tokens(self) -> RefreshSigner:
        """Makes and reads refresh tokens."""
        return self._keys.current().refresh_tokens


def current_extension(name: str) -> Any:
    """Return an entry of the current application's `extensions`."""
    # Each request calls this many times. Attribute access through the proxy takes five times as
    # long.
    return current_app._get_current_object().extensions[name]  # type: ignore[attr-defined]


def runtime() -> Runtime:
    """Return the current application's runtime."""
    found: Runtime = current_extension("second_lock")
    return found


def settings() -> Settings:
    """Return the current application's settings."""
    return runtime().settings


def now() -> datetime:
    """Return the present moment by the application's clock.

    A use case calls this once.
    """
    return runtime().clock.now()
