"""Who administers: the last one stays, and all hear who else does."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.act import Act
from app.core.errors import Conflict
from app.core.text import _
from app.extensions import settings
from app.factors.owned import factors_within
from app.mail.outbox import queue
from app.mail.wording.operators import role_changed
from app.users.models import ADMIN, User
from app.users.service import may_sign_in


def keep_an_admin(tx: Session, user: User) -> None:
    """Check that another administrator remains before `user` stops being one (R90, A03).

    One who may not sign in does not count: disabled, or with an address that nobody proved. Where
    `user` has a second factor that works here, one who has none does not count either. The caller
    has locked all administrators by `lock_people`, so that two who leave at once cannot both go.
    Raises Conflict.
    """
    if user.role != ADMIN or user.disabled_at is not None:
        return
    others = [each for each in _administrators(tx) if each is not user]
    if not others:
        raise Conflict(
            _("{email} is the last administrator. Make somebody else one first.").format(
                email=user.email
            )
        )
    if _has_factor(tx, user) and not any(_has_factor(tx, each) for each in others):
        raise Conflict(
            _(
                "{email} is the last administrator with a second factor. "
                "Another one has to set one up first."
            ).format(email=user.email)
        )


def tell_administrators(tx: Session, user: User, *, act: Act) -> None:
    """Mail all other administrators that a user's role is another one (A12)."""
    for each in _administrators(tx):
        if each is not user:
            note = role_changed(settings(), each.email, email=user.email, role=user.role, act=act)
            queue(tx, note, act.now, language=each.locale)


def _administrators(tx: Session) -> list[User]:
    """Return the administrators who may sign in."""
    tx.flush()
    found = select(User).where(User.role == ADMIN, *may_sign_in()).order_by(User.id)
    return list(tx.scalars(found))


def _has_factor(tx: Session, user: User) -> bool:
    return user.has_two_factor and factors_within(tx, user.id).works
