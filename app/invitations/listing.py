"""Which invitations work, and what they look like in lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import aliased

from app.extensions import db, settings
from app.invitations.models import Invitation, InvitationGroup
from app.users.models import ADMIN, Group, User

_Inviter = aliased(User)


@dataclass(frozen=True)
class Listed:
    """A listed invitation, with its groups and its inviter."""

    invitation: Invitation
    groups: Sequence[str]
    invited_by: str


def list_invitations(now: datetime, *, after: str = "", limit: int) -> list[Listed]:
    """Return live invitations by id, from behind the id `after`."""
    rows = db.session.execute(
        select(Invitation, User.name, User.email)
        .outerjoin(User, User.id == Invitation.inviter_id)
        .where(*is_live(now), Invitation.id > after)
        .order_by(Invitation.id)
        .limit(limit)
    ).all()
    groups = groups_of([row[0].id for row in rows])
    return [
        Listed(invitation, groups.get(invitation.id, ()), inviter(name, email))
        for invitation, name, email in rows
    ]


def invitation_json(listed: Listed) -> dict[str, Any]:
    """Return an invitation as lists and the command line show it."""
    row = listed.invitation
    return {
        "id": row.id,
        **({"email": row.email} if row.email else {}),
        "role": row.role,
        "groups": list(listed.groups),
        "uses": row.uses,
        "invitedBy": listed.invited_by,
        "createdAt": row.created_at.isoformat(),
        "expiresAt": row.expires_at.isoformat(),
    }


def is_live(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Return the SQL conditions of an invitation that may be redeemed now."""
    return (Invitation.expires_at > now, Invitation.uses > 0, *may_admit())


def may_admit() -> tuple[ColumnElement[bool], ...]:
    """Return the SQL conditions of an unchanged inviter and groups (I06, I09)."""
    is_admin = exists().where(
        _Inviter.id == Invitation.inviter_id,
        _Inviter.role == ADMIN,
        _Inviter.disabled_at.is_(None),
    )
    left = (
        select(func.count()).where(InvitationGroup.invitation_id == Invitation.id).scalar_subquery()
    )
    return or_(Invitation.inviter_id.is_(None), is_admin), Invitation.groups_given == left


def groups_of(invitation_ids: Sequence[str]) -> dict[str, list[str]]:
    """Return the names of the groups that each invitation gives, in order."""
    given = (
        select(InvitationGroup.invitation_id, Group.name)
        .join(Group, Group.id == InvitationGroup.group_id)
        .where(InvitationGroup.invitation_id.in_(invitation_ids))
        .order_by(Group.name)
    )
    found: dict[str, list[str]] = {}
    for invitation_id, name in db.session.execute(given):
        found.setdefault(invitation_id, []).append(name)
    return found


def inviter(name: str | None, email: str | None) -> str:
    """Return the name of an inviter, their address, or the service itself."""
    return name or email or settings().app_name
