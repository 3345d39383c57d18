"""The caller of a request, as values that a rollback cannot change."""

from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

from flask_login import UserMixin

from app.policy.standing import Standing
from app.sessions.models import COOKIE, AuthSession
from app.users.account import Account


@dataclass(frozen=True, slots=True)
class LiveSession:
    """The columns of a session's row that the guards need."""

    id: str
    kind: str
    amr_words: str
    last_seen_at: datetime
    expires_at: datetime
    fresh_until: datetime | None
    generation: int
    forward_hash: str | None = field(repr=False)

    @classmethod
    def of(cls, row: AuthSession) -> "LiveSession":
        """Return the present values of `row`."""
        return cls(*(getattr(row, each.name) for each in fields(cls)))

    @property
    def amr(self) -> tuple[str, ...]:
        """The methods that were proven in this session, in order (RFC 8176)."""
        return tuple(self.amr_words.split())


COLUMNS = tuple(AuthSession.__table__.columns[each.name] for each in fields(LiveSession))


@dataclass(frozen=True)
class Principal(UserMixin):  # type: ignore[misc]
    """A session and its user.

    `standing` is what the policy asks of the user. `token` is the content of a browser's cookie,
    and empty for a token client. `more` are the values that one call read together with the
    session.
    """

    session: LiveSession
    user: Account
    standing: Standing
    token: str = field(repr=False)
    more: tuple[Any, ...] = field(default=(), repr=False)

    def get_id(self) -> str:
        """Return the opaque token.

        Flask-Login keeps it in the signed cookie.
        """
        return self.token

    @property
    def must_enrol(self) -> bool:
        """Whether the user has to enrol before anything else."""
        return self.standing.is_stopped

    @property
    def has_cookie(self) -> bool:
        """Whether the session is a browser's, not a token client's."""
        return self.session.kind == COOKIE

    __hash__ = None  # type: ignore[assignment]
