"""An account as a request reads it: an immutable value."""

from dataclasses import dataclass, fields
from datetime import datetime

from app.users.models import User


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

    @classmethod
    def of(cls, user: User) -> "Account":
        """Return what `user` holds now."""
        return cls(*(getattr(user, each.name) for each in fields(cls)))

    @property
    def has_two_factor(self) -> bool:
        """Whether login asks for a second factor."""
        return self.two_factor_enabled_at is not None


COLUMNS = tuple(User.__table__.columns[each.name] for each in fields(Account))
