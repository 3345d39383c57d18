"""The shapes of groups and their members on the wire."""

from typing import Any

import marshmallow as ma
from marshmallow import fields, validate

from app.admin.schemas import next_page, version
from app.core import group_names, names
from app.core.group_names import require_group_name
from app.users.models import LONGEST_DESCRIPTION, Group, User
from app.web.words import checked_by


def _name(**more: Any) -> fields.String:
    roles = "|".join(sorted(group_names.TAKEN))
    return fields.String(
        validate=checked_by(require_group_name),
        metadata={
            "pattern": f"^(?!(?:{roles})$)[a-z0-9_.-]{{1,{group_names.LONGEST}}}$",
            "description": "`admin` and `user` are taken by the roles",
            "example": "editors",
        },
        **more,
    )


def _description(**more: Any) -> fields.String:
    return fields.String(
        validate=(validate.Length(max=LONGEST_DESCRIPTION), checked_by(names.require_name)),
        metadata={"pattern": names.PATTERN},
        **more,
    )


class GroupBody(ma.Schema):
    """A new group."""

    name = _name(required=True)
    description = _description(load_default="")


class GroupChange(ma.Schema):
    """What changes of a group; what is left out stays."""

    version = version()
    name = _name()
    description = _description()


class GroupItem(ma.Schema):
    """One group."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    description = fields.String(required=True)
    memberCount = fields.Integer(required=True)
    version = version()
    createdAt = fields.AwareDateTime(required=True)


class MemberItem(ma.Schema):
    """One member of a group."""

    id = fields.String(required=True)
    email = fields.String(required=True)
    name = fields.String(required=True)
    role = fields.String(required=True)


class GroupWithMembers(GroupItem):
    """One group, and a page of its members, oldest account first."""

    members = fields.List(fields.Nested(MemberItem), required=True)


class GroupList(ma.Schema):
    """A page of groups, by name."""

    groups = fields.List(fields.Nested(GroupItem), required=True)
    next = next_page()


class GroupAnswer(ma.Schema):
    """One group."""

    group = fields.Nested(GroupItem, required=True)


class GroupPage(ma.Schema):
    """One group with a page of its members."""

    group = fields.Nested(GroupWithMembers, required=True)
    next = next_page()


def group_json(group: Group, members: int) -> dict[str, Any]:
    """Return a group as every answer and the command line show it."""
    return {
        "id": group.id,
        "name": group.name,
        "description": group.description,
        "memberCount": members,
        "version": group.version,
        "createdAt": group.created_at,
    }


def member_json(user: User) -> dict[str, str]:
    """Return a member as the list shows it."""
    return {"id": user.id, "email": user.email, "name": user.name, "role": user.role}
