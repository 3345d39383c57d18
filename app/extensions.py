"""The bare Flask extensions, and typed access to what `create_app` makes from the settings."""

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

# Constraints need names, or no migration could drop them.
metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)
# Values stay readable after a commit: a service returns rows, and the view only shows them. An
# UPDATE or DELETE changes the database alone, and no row that was read before.
db = SQLAlchemy(
    metadata=metadata,
    session_options={
        "expire_on_commit": False,
        "execution_options": {"synchronize_session": False},
    },
)


login_manager = LoginManager()
# It would sign people out whose address or browser changes, or on a forged X-Forwarded-For.
login_manager.session_protection = None


@dataclass(frozen=True)
class KeyTools:
    """What one set of keys feeds; when keys change all of it is made anew at once."""

    settings: Settings
    key_ring: KeyRing
    passwords: PasswordHasher
    markers: Signer
    client_markers: Signer
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
            access_tokens=Signer(settings.secret_key, purpose="access"),
            refresh_tokens=RefreshSigner(settings.secret_key),
        )


class Runtime:
    """What one application works with besides the database.

    The tools of keys are asked for at each use and never kept: the keys of an instance may be
    rotated while it runs.
    """

    def __init__(
        self, settings: Settings, clock: Clock, key_file: KeyFile | None, *, refuse_unfit: Fit
    ) -> None:
        """Take the settings of the start, the file that its keys may be re-read from, and what
        refuses keys there that do not fit."""
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
    def access_tokens(self) -> Signer:
        """Signs access tokens."""
        return self._keys.current().access_tokens

    @property
    def refresh_tokens(self) -> RefreshSigner:
        """Makes and reads refresh tokens."""
        return self._keys.current().refresh_tokens


def current_extension(name: str) -> Any:
    """Return what the current application keeps in its `extensions`."""
    # Asked many times a request: the proxy's own way to an attribute takes five times as long.
    return current_app._get_current_object().extensions[name]  # type: ignore[attr-defined]


def runtime() -> Runtime:
    """Return the current application's runtime."""
    found: Runtime = current_extension("second_lock")
    return found


def settings() -> Settings:
    """Return the current application's settings."""
    return runtime().settings


def now() -> datetime:
    """Return the present moment by the application's clock; a use case asks once."""
    return runtime().clock.now()
