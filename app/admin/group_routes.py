"""The routes by which administrators keep groups."""

from functools import partial
from typing import Any

from app.admin.acting import admin_act
from app.admin.group_schemas import (
    GroupAnswer,
    GroupBody,
    GroupChange,
    GroupList,
    GroupPage,
    group_json,
    member_json,
)
from app.admin.schemas import PageQuery, ReasonBody, VersionBody, page_of
from app.core.errors import Conflict
from app.core.text import _
from app.groups import members, service
from app.sessions.guards import admin, admin_write
from app.web.api import Blueprint, refuses
from app.web.schemas import Answer

blueprint = Blueprint("admin_groups", __name__, url_prefix="/api/admin/groups")


@blueprint.get("")
@blueprint.response(200, GroupList)
@admin
@blueprint.arguments(PageQuery, location="query", unknown="raise")
def list_all(query: dict[str, Any]) -> dict[str, Any]:
    """List groups by name."""
    page, after = page_of(service.list_groups, query, key=lambda each: each.group.name)
    return {"groups": [group_json(*each) for each in page], "next": after}


@blueprint.post("")
@blueprint.response(201, GroupAnswer)
@refuses(Conflict)
@admin_write
@blueprint.arguments(GroupBody)
def create(body: dict[str, str]) -> dict[str, Any]:
    """Make a group without members."""
    group = service.create(body["name"], body["description"], act=admin_act())
    return {"group": group_json(group, 0)}


@blueprint.get("/<group_id>")
@blueprint.response(200, GroupPage)
@admin
@blueprint.arguments(PageQuery, location="query", unknown="raise")
def show(query: dict[str, Any], group_id: str) -> dict[str, Any]:
    """Return a group with its members, oldest account first."""
    group = group_json(*service.find_group(group_id))
    of_group = partial(members.list_members, group_id)
    page, after = page_of(of_group, query, key=lambda each: each.id)
    return {"group": {**group, "members": [member_json(each) for each in page]}, "next": after}


@blueprint.patch("/<group_id>")
@blueprint.response(200, GroupAnswer)
@refuses(Conflict)
@admin_write
@blueprint.arguments(GroupChange)
def change(body: dict[str, Any], group_id: str) -> dict[str, Any]:
    """Change the name or the description of a group.

    Apps that ask for the group ask for it under its new name.
    """
    service.change(group_id, **body, act=admin_act())
    return {"group": group_json(*service.find_group(group_id))}


@blueprint.delete("/<group_id>")
@blueprint.response(200, Answer)
@refuses(Conflict)
@admin_write
@blueprint.arguments(VersionBody)
def delete(body: dict[str, int], group_id: str) -> dict[str, str]:
    """Delete a group.

    Its members lose what it opens. 409 while an app asks for it.
    """
    group = service.delete(group_id, version=body["version"], act=admin_act())
    return {"message": _("The group {name} is deleted.").format(name=group.name)}


@blueprint.put("/<group_id>/members/<user_id>")
@blueprint.response(200, Answer)
@refuses(Conflict)
@admin_write
@blueprint.arguments(ReasonBody)
def add_member(body: dict[str, str], group_id: str, user_id: str) -> dict[str, str]:
    """Put a person into a group.

    The person gets a mail with who did it and why. Their sessions stay.
    """
    user = members.add(group_id, user_id, act=admin_act(body["reason"]))
    return {"message": _("{email} is in the group.").format(email=user.email)}


@blueprint.post("/<group_id>/members/<user_id>/remove")
@blueprint.response(200, Answer)
@admin_write
@blueprint.arguments(ReasonBody)
def remove_member(body: dict[str, str], group_id: str, user_id: str) -> dict[str, str]:
    """Take a person out of a group.

    The person gets a mail with who did it and why. Their sessions stay.
    """
    user = members.remove(group_id, user_id, act=admin_act(body["reason"]))
    return {"message": _("{email} is not in the group any more.").format(email=user.email)}
