"""Looking at an invitation, and redeeming it by one conditional write."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session

from app.audit.events import Event
from app.audit.service import record
from app.core.act import Act
from app.core.errors import Conflict, InvalidToken
from app.core.opaque_tokens import digest
from app.core.text import _
from app.db import end_read, rows_changed, write_tx
from app.extensions import db, settings
from app.factors.administrators import tell_administrators
from app.groups.members import join
from app.invitations.listing import groups_of, inviter, is_live, may_admit
from app.invitations.models import Invitation, InvitationGroup
from app.users.models import ADMIN, Group, User
from app.users.service import lock_user


@dataclass(frozen=True)
class Offer:
    """What an invitation offers; `email` is None where its link was shown."""

    id: str
    email: str | None
    role: str
    groups: Sequence[str]
    invited_by: str
    expires_at: datetime


def look(token: str, now: datetime) -> Offer:
    """Return what a live invitation offers, without spending it (I05).

    Raises InvalidToken.
    """
    found = db.session.execute(
        select(Invitation, User.name, User.email)
        .outerjoin(User, User.id == Invitation.inviter_id)
        .where(*_is_live(token, now))
    ).one_or_none()
    if found is None or not settings().door.takes_invitations:
        end_read()
        raise InvalidToken
    invitation, name, email = found
    groups = groups_of([invitation.id]).get(invitation.id, [])
    offer = Offer(
        id=invitation.id,
        email=invitation.email,
        role=invitation.role,
        groups=groups,
        invited_by=inviter(name, email),
        expires_at=invitation.expires_at,
    )
    end_read()
    return offer


def take(tx: Session, token: str, user: User, *, act: Act) -> None:
    """Spend a mailed invitation on a locked user.

    They get its role and groups. Their address must be the invitation's. Raises InvalidToken, also
    where another request has just spent the invitation.
    """
    live = (*_is_live(token, act.now), Invitation.email == user.email)
    invitation = tx.scalar(select(Invitation).where(*live).with_for_update())
    if invitation is None:
        raise InvalidToken
    user.role = invitation.role
    _join(tx, invitation.id, user, act)
    _spend(tx, invitation.id)
    if user.role == ADMIN:
        tell_administrators(tx, user, act=act)


def hold(tx: Session, invitation_id: str, now: datetime) -> None:
    """Keep a live link until the transaction ends.

    Who revokes it waits. Raises InvalidToken.
    """
    live = select(Invitation.id).where(Invitation.id == invitation_id, *is_live(now))
    if tx.scalar(live.with_for_update(read=True, key_share=True)) is None:
        raise InvalidToken


def use(tx: Session, invitation_id: str, user: User, *, act: Act) -> bool:
    """Take one use of a link for a locked user.

    They get its groups. Returns False where no use is left, and nothing changes (I02).
    """
    own = (Invitation.id == invitation_id, Invitation.uses > 0)
    left = update(Invitation).where(*own, *may_admit())
    if not rows_changed(tx, left.values(uses=Invitation.uses - 1)):
        return False
    _join(tx, invitation_id, user, act)
    return True


def accept(token: str, user_id: str, *, act: Act) -> User:
    """Give an account the groups of its own invitation (I07).

    Returns the user. The role stays: only an administrator changes it. Raises InvalidToken, or
    Conflict for a link that was shown, which opens new accounts alone.
    """
    offer = look(token, act.now)
    if offer.email is None:
        raise Conflict(_("This link makes new accounts. Ask an administrator for your groups."))
    with write_tx() as tx:
        user = lock_user(tx, user_id)
        if user is None or user.email != offer.email:
            raise InvalidToken
        live = (*_is_live(token, act.now), Invitation.email == user.email)
        if tx.scalar(select(Invitation.id).where(*live).with_for_update()) is None:
            raise InvalidToken
        _join(tx, offer.id, user, act)
        _spend(tx, offer.id)
    return user


def _spend(tx: Session, invitation_id: str) -> None:
    if not rows_changed(tx, delete(Invitation).where(Invitation.id == invitation_id)):
        raise InvalidToken


def _join(tx: Session, invitation_id: str, user: User, act: Act) -> None:
    given = select(Group).join(InvitationGroup, InvitationGroup.group_id == Group.id)
    for group in tx.scalars(given.where(InvitationGroup.invitation_id == invitation_id)).all():
        join(tx, user, group, act=act)
    event = Event.INVITATION_TAKEN
    record(tx, event, subject_id=user.id, act=act, invitation=invitation_id)


def _is_live(token: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (Invitation.token_hash == digest(token), *is_live(now))
