"""Whether a registration passes the door."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.accounts.models import Registration
from app.accounts.ownership import note_dropped
from app.core.act import Act
from app.core.errors import Conflict, InvalidToken
from app.core.text import _
from app.db import write_tx
from app.extensions import settings
from app.invitations import redeeming
from app.users.models import USER, User
from app.users.service import lock_user


class NotAdmitted(Conflict):
    """The link is used up, or the door was shut meanwhile."""

    message = _("This invitation is used up, or registration was closed meanwhile.")

    def __init__(self, user_id: str = "") -> None:
        """Take the id of the account that waits."""
        super().__init__()
        self.user_id = user_id


def passes(tx: Session, email: str, link: str | None, now: datetime) -> bool:
    """Tell whether the door is open for a registration.

    `link` is the id of an invitation that was shown; it is kept until the transaction ends. Raises
    InvalidToken for one that is dead.
    """
    if link is None:
        return settings().door.is_open_for(email)
    redeeming.hold(tx, link, now)
    return True


def admit(tx: Session, user: User, *, act: Act) -> None:
    """Let a locked user through the door, whose address is proven now.

    The link that they registered by loses a use, and gives its groups (I02). A user who has signed
    in before, or to whom an operator gave an account or a role, needs no link. Without verification
    the door was passed at registration. Raises NotAdmitted, and nothing may be kept then.
    """
    if settings().email_verification == "off":
        return
    waiting = select(Registration.invitation_id).where(Registration.user_id == user.id)
    registration = tx.execute(waiting).one_or_none()
    if registration is None or user.role != USER or user.last_sign_in_at is not None:
        return
    link, door = registration.invitation_id, settings().door
    if link is not None and door.takes_invitations and redeeming.use(tx, link, user, act=act):
        return
    if link is not None or not door.is_open_for(user.email):
        raise NotAdmitted(user.id)


def admit_unproven(tx: Session, user_id: str, link: str | None, *, act: Act) -> None:
    """Take the use of a link at once where nobody proves addresses.

    Raises InvalidToken where no use is left.
    """
    if link is None or settings().email_verification == "required":
        return
    user = lock_user(tx, user_id)
    if user is not None and not redeeming.use(tx, link, user, act=act):
        raise InvalidToken


@contextmanager
def turning_away(act: Act) -> Iterator[None]:
    """Drop the registration that the block does not admit."""
    try:
        yield
    except NotAdmitted as refusal:
        _turn_away(refusal.user_id, act=act)
        raise


def _turn_away(user_id: str, *, act: Act) -> None:
    """Drop a registration that was not admitted.

    Where the door is open for its address, it stays without its link, and the next try admits it.
    """
    with write_tx() as tx:
        user = lock_user(tx, user_id)
        if user is None or user.email_verified_at is not None:
            return
        if settings().door.is_open_for(user.email):
            own = Registration.user_id == user.id
            tx.execute(update(Registration).where(own).values(invitation_id=None))
            return
        tx.execute(delete(User).where(User.id == user.id))
        note_dropped(tx, user.id, reason="door-shut", act=act)
