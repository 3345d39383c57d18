"""Which second factors a person has; no other module decides it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BindParameter, bindparam, delete, func, select
from sqlalchemy.orm import Session

from app.core.assurance import BACKUP_CODE, PASSKEY, TOTP
from app.db.reads import find_row
from app.extensions import settings
from app.factors.models import LIVE, BackupCodeHash, Passkey, TotpSecret
from app.users.models import User

_USER: BindParameter[str] = bindparam("user_id")
_APPS = select(func.count()).where(TotpSecret.user_id == _USER, TotpSecret.state == LIVE)
_KEYS = select(func.count()).where(Passkey.user_id == _USER)
_USABLE = _KEYS.where(Passkey.rp_id == bindparam("rp_id"))
_OWNED = select(_APPS.scalar_subquery(), _USABLE.scalar_subquery(), _KEYS.scalar_subquery())


@dataclass(frozen=True)
class Factors:
    """How many factors of each kind a person has.

    `usable` are the passkeys of this host, `passkeys` those of former hosts too.
    """

    apps: int
    usable: int
    passkeys: int

    @property
    def total(self) -> int:
        """The number of authenticator apps and passkeys."""
        return self.apps + self.passkeys

    @property
    def works(self) -> bool:
        """Whether one of them can be used at this host."""
        return bool(self.apps or self.usable)

    @property
    def methods(self) -> list[str]:
        """The methods that prove a factor that is on, best first.

        Backup codes are among them also where nothing else is left.
        """
        kinds = ((PASSKEY, self.usable), (TOTP, self.apps), (BACKUP_CODE, 1))
        return [method for method, count in kinds if count]


def factors_of(user_id: str) -> Factors:
    """Return the factors of a user, by one read."""
    found = find_row(_OWNED, **_values(user_id))
    assert found is not None
    return Factors(*tuple(found))


def factors_within(tx: Session, user_id: str) -> Factors:
    """Return the factors of a user as a transaction sees them."""
    return Factors(*tuple(tx.execute(_OWNED, _values(user_id)).one()))


def oldest_factor_at(tx: Session, user_id: str) -> datetime | None:
    """Return when the oldest factor of a user was added, or None."""
    live = (TotpSecret.user_id == user_id, TotpSecret.state == LIVE)
    ages = (
        tx.scalar(
            select(func.min(TotpSecret.created_at, type_=TotpSecret.created_at.type)).where(*live)
        ),
        tx.scalar(
            select(func.min(Passkey.created_at, type_=Passkey.created_at.type)).where(
                Passkey.user_id == user_id
            )
        ),
    )
    return min((each for each in ages if each is not None), default=None)


def drop_factors(tx: Session, user: User) -> None:
    """Delete every factor of a locked user.

    Pending set-ups and backup codes go too.
    """
    for model in (TotpSecret, Passkey, BackupCodeHash):
        tx.execute(delete(model).where(model.user_id == user.id))
    user.two_factor_enabled_at = None


def _values(user_id: str) -> dict[str, str]:
    return {"user_id": user_id, "rp_id": settings().passkey_host}
