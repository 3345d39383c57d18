"""An account as a request reads it: an immutable value."""

from dataclasses import dataclass, fields
from datetime import datetime

from app.db.compact import compact
from app.users.models import User, joined_names, names_in


@dataclass(frozen=True, slots=True)
class Account:
    """The columns of a user's row that guards and answers need."""

    id: str
    email: str
    name: str
    locale: str
    role: str
    token_version: int
    created_at: datetime
    created_from: str
    email_verified_at: datetime | None
    two_factor_enabled_at: datetime | None
    must_enrol_at: datetime | None
    password_vouched_at: datetime | None
    recovery_ready_at: datetime | None
    probation_until: datetime | None
    group_names: str | None

    @classmethod
    def of(cls, user: User) -> "Account":
        """Return what `user` holds now."""
        return cls(*(getattr(user, each.name) for each in fields(cls)))

    @property
    def groups(self) -> tuple[str, ...]:
        """The names of the user's groups in alphabetical order."""
        return names_in(self.group_names)

    @property
    def has_two_factor(self) -> bool:
        """Whether login asks for a second factor."""
        return self.two_factor_enabled_at is not None


_TABLE = User.__table__.columns
COLUMNS = tuple(
    compact(joined_names(_TABLE["id"])) if each.name == "group_names" else _TABLE[each.name]
    for each in fields(Account)
)
