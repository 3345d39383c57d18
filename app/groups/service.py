"""Makes, changes and deletes groups, and lists them."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.audit.events import Event
from app.audit.service import record
from app.core.act import Act
from app.core.errors import InvalidRequest, NotFound
from app.core.group_names import require_group_name
from app.core.text import _
from app.db import write_tx
from app.db.versions import conflicting, next_version
from app.extensions import db
from app.groups.stamp import renew_stamp
from app.users.models import Group, GroupMember


class ListedGroup(NamedTuple):
    """A group, and how many people belong to it."""

    group: Group
    members: int


_MEMBERS = (
    select(func.count())
    .select_from(GroupMember)
    .where(GroupMember.group_id == Group.id)
    .scalar_subquery()
)
_LISTED: Select[Any] = select(Group, _MEMBERS)


def list_groups(*, after: str = "", limit: int) -> list[ListedGroup]:
    """Return groups by name; the first one comes behind the name `after`."""
    found = _LISTED.where(Group.name > after).order_by(Group.name).limit(limit)
    return [ListedGroup(*row) for row in db.session.execute(found)]


def find_group(group_id: str) -> ListedGroup:
    """Return a group; raises NotFound."""
    found = db.session.execute(_LISTED.where(Group.id == group_id)).one_or_none()
    if found is None:
        raise NotFound(_("There is no such group."))
    return ListedGroup(*found)


def find_by_name(name: str) -> Group:
    """Return the group of a name; raises NotFound."""
    group = db.session.scalar(select(Group).where(Group.name == name))
    if group is None:
        raise NotFound(_("There is no group {name}.").format(name=name))
    return group


def lock_named(tx: Session, names: Sequence[str]) -> Sequence[Group]:
    """Return the groups of these names with their rows locked.

    Raises InvalidRequest for a name that is not there.
    """
    # Whoever deletes one of the groups meanwhile waits for this transaction, or this one for them.
    chosen = select(Group).where(Group.name.in_(names)).order_by(Group.id)
    found = tx.scalars(chosen.with_for_update()).all()
    if missing := sorted(set(names) - {each.name for each in found}):
        told = [_("There is no group {name}.").format(name=each) for each in missing]
        raise InvalidRequest(fields={"groups": told})
    return found


def create(name: str, description: str = "", *, act: Act) -> Group:
    """Make a group without members.

    Returns the group. Raises InvalidRequest, or Conflict where the name is taken.
    """
    with write_tx() as tx:
        return add_group(tx, name, description, act=act)


def add_group(tx: Session, name: str, description: str = "", *, act: Act) -> Group:
    """Make a group in the transaction of the caller.

    Returns the group. Raises InvalidRequest, or Conflict where the name is taken.
    """
    group = Group(name=require_group_name(name), description=description, created_at=act.now)
    with conflicting(_taken(name)):
        tx.add(group)
        tx.flush()
    record(tx, Event.GROUP_CREATED, subject_id=None, act=act, group=name)
    return group


def change(
    group_id: str,
    *,
    version: int,
    name: str | None = None,
    description: str | None = None,
    act: Act,
) -> Group:
    """Give a group another name or description.

    None leaves one as it is. Returns the group. Raises NotFound, InvalidRequest, or Conflict for an
    older version or a name that is taken.
    """
    with write_tx() as tx:
        group = lock_group(tx, group_id)
        next_version(group, version)
        if description is not None:
            group.description = description
        if name is not None and name != group.name:
            group.name = require_group_name(name)
            with conflicting(_taken(name)):
                tx.flush()
            renew_stamp(tx)
        record(tx, Event.GROUP_CHANGED, subject_id=None, act=act, group=group.name)
    return group


def delete(group_id: str, *, version: int | None, act: Act) -> Group:
    """Delete a group; its members lose what it opens.

    `version` is the one that the caller saw, None for an operator. Returns the deleted group.
    Raises NotFound, or Conflict for an older version and where an app or a policy asks for the
    group: without its last group the app would be open to everybody.
    """
    with write_tx() as tx:
        group = lock_group(tx, group_id)
        next_version(group, version)
        sentence = _("An app or a policy asks for the group {name}. Change that first.")
        told = sentence.format(name=group.name)
        with conflicting(told):
            tx.delete(group)
            tx.flush()
        record(tx, Event.GROUP_DELETED, subject_id=None, act=act, group=group.name)
    return group


def lock_group(tx: Session, group_id: str) -> Group:
    """Return a group with its row locked; raises NotFound."""
    group = tx.get(Group, group_id, with_for_update=True, populate_existing=True)
    if group is None:
        raise NotFound(_("There is no such group."))
    return group


def _taken(name: str) -> str:
    return _("There is a group {name} already.").format(name=name)
