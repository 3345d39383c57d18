"""The caller of a request, as a snapshot that no later rollback can change."""

from dataclasses import dataclass, field

from flask_login import UserMixin

from app.sessions.models import COOKIE, AuthSession
from app.users.models import User


@dataclass(frozen=True)
class Principal(UserMixin):  # type: ignore[misc]
    """A session and its user. `must_enrol`: policy asks for a second factor and there is none.

    `token` is what a browser's cookie holds; a token client has none.
    """

    session: AuthSession
    user: User
    must_enrol: bool
    token: str = field(repr=False)

    def get_id(self) -> str:
        """Return what Flask-Login keeps in the signed cookie: the opaque token."""
        return self.token

    @property
    def has_cookie(self) -> bool:
        """Whether a browser is signed in, and not a token client."""
        return self.session.kind == COOKIE

    __hash__ = None  # type: ignore[assignment]
