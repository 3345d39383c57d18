"""The caller of a request, as values that no later rollback can change."""

from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

from flask_login import UserMixin

from app.sessions.models import COOKIE, AuthSession
from app.users.account import Account


@dataclass(frozen=True, slots=True)
class LiveSession:
    """What guards need of a session's row, under the names of its columns."""

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
        """Return what `row` holds now."""
        return cls(*(getattr(row, each.name) for each in fields(cls)))

    @property
    def amr(self) -> tuple[str, ...]:
        """What was proven in this session, in order (RFC 8176)."""
        return tuple(self.amr_words.split())


COLUMNS = tuple(AuthSession.__table__.columns[each.name] for each in fields(LiveSession))


@dataclass(frozen=True)
class Principal(UserMixin):  # type: ignore[misc]
    """A session and its user. `must_enrol`: policy asks for a second factor and there is none.

    `token` is what a browser's cookie holds; a token client has none. `more` is what was read with
    the session for one call alone.
    """

    session: LiveSession
    user: Account
    must_enrol: bool
    token: str = field(repr=False)
    more: tuple[Any, ...] = field(default=(), repr=False)

    def get_id(self) -> str:
        """Return what Flask-Login keeps in the signed cookie: the opaque token."""
        return self.token

    @property
    def has_cookie(self) -> bool:
        """Whether a browser is signed in, and not a token client."""
        return self.session.kind == COOKIE

    __hash__ = None  # type: ignore[assignment]
