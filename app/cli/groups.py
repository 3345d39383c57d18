"""`flask groups …`: groups of people, and who belongs to them."""

from typing import Any

import click
from flask.cli import AppGroup

from app.cli.acting import acting
from app.cli.output import find_user, json_option, one_line_failures, say, show_pages
from app.cli.paging import pages_of
from app.config.operators import operator_act
from app.core.act import Act
from app.extensions import now
from app.groups import members, service
from app.groups.service import ListedGroup

groups = AppGroup("groups", help="Keep groups of people, by which apps are opened.")


@groups.command("list")
@json_option
@one_line_failures
def list_all(*, as_json: bool) -> None:
    """List groups by name, with the number of their members."""
    found = pages_of(service.list_groups, key=lambda each: each.group.name)
    show_pages(([_line(each) for each in page] for page in found), as_json=as_json)


@groups.command("create")
@click.argument("group")
@click.option("--description", default="")
@json_option
@one_line_failures
def create(*, group: str, description: str, as_json: bool) -> None:
    """Make the group GROUP, without members."""
    made = service.create(group, description, act=operator_act(now()))
    say(f"Made the group {made.name}.", as_json=as_json, id=made.id, name=made.name)


@groups.command("delete")
@click.argument("group")
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
@one_line_failures
def delete(*, group: str, yes: bool, as_json: bool) -> None:
    """Delete GROUP; its members lose what it opens."""
    found = service.find_by_name(group)
    many = service.find_group(found.id).members
    if not yes:
        question = f"Delete the group {found.name} with {many} members?"
        click.confirm(question, abort=True, err=as_json)
    service.delete(found.id, version=None, act=operator_act(now()))
    say(f"The group {found.name} is deleted.", as_json=as_json, name=found.name, members=many)


@groups.command("add")
@click.argument("group")
@click.argument("email")
@json_option
@one_line_failures
@acting
def add(*, group: str, email: str, as_json: bool, act: Act) -> None:
    """Put EMAIL into GROUP; the owner gets a mail."""
    found = service.find_by_name(group)
    user = members.add(found.id, find_user(email).id, act=act)
    told = {"email": user.email, "groups": list(user.groups)}
    say(f"{user.email} is in the group {found.name}.", as_json=as_json, **told)


@groups.command("remove")
@click.argument("group")
@click.argument("email")
@json_option
@one_line_failures
@acting
def remove(*, group: str, email: str, as_json: bool, act: Act) -> None:
    """Take EMAIL out of GROUP; the owner gets a mail."""
    found = service.find_by_name(group)
    user = members.remove(found.id, find_user(email).id, act=act)
    told = {"email": user.email, "groups": list(user.groups)}
    say(f"{user.email} is not in the group {found.name} any more.", as_json=as_json, **told)


def _line(listed: ListedGroup) -> dict[str, Any]:
    group = listed.group
    return {"name": group.name, "members": listed.members, "about": group.description}
