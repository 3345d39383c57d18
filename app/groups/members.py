"""Who belongs to a group. The person hears of each change."""

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import Session

from app.audit.events import Event
from app.audit.service import record
from app.core.act import Act
from app.core.errors import Conflict, NotFound
from app.core.text import Text, _
from app.db import rows_changed, write_tx
from app.db.upsert import upsert
from app.db.versions import conflicting, next_version
from app.extensions import db
from app.groups.service import add_group, lock_named
from app.mail.owners import tell_owner
from app.users.models import Group, GroupMember, User
from app.users.service import lock_person

MOST_GROUPS = 50
_GONE = _("There is no such group.")


class Moved(NamedTuple):
    """The names of the groups that a person joined and left."""

    joined: tuple[str, ...]
    left: tuple[str, ...]


def list_members(group_id: str, *, after: str = "", limit: int) -> Sequence[User]:
    """Return the members of a group, oldest account first.

    The first one comes behind the account with the id `after`, which need not be a member.
    """
    chosen = (
        select(User)
        .join(GroupMember, GroupMember.user_id == User.id)
        .where(GroupMember.group_id == group_id)
        .order_by(User.created_at, User.id)
        .limit(limit)
    )
    if after:
        last = db.session.get(User, after)
        if last is None:
            raise NotFound(_("There is no such account."))
        behind = or_(User.created_at > last.created_at, User.id > last.id)
        chosen = chosen.where(User.created_at >= last.created_at, behind)
    return db.session.scalars(chosen).all()


def add(group_id: str, user_id: str, *, act: Act) -> User:
    """Put a person into a group; sessions stay.

    Returns the person. Nothing happens where they belong to it already. Raises NotFound, or
    Conflict where they are in as many groups as one may be.
    """
    with write_tx() as tx:
        user, group = lock_person(tx, user_id, act=act), _find(tx, group_id)
        if join(tx, user, group, act=act):
            next_version(user, None)
            tell_moved(tx, user, Moved((group.name,), ()), act=act)
    return user


def remove(group_id: str, user_id: str, *, act: Act) -> User:
    """Take a person out of a group; sessions stay.

    Returns the person. Raises NotFound where there is no such person or group, or they do not
    belong to it.
    """
    with write_tx() as tx:
        user, group = lock_person(tx, user_id, act=act), _find(tx, group_id)
        if not _leave(tx, user, group, act=act):
            told = _("{email} is not in the group {group}.")
            raise NotFound(told.format(email=user.email, group=group.name))
        next_version(user, None)
        tell_moved(tx, user, Moved((), (group.name,)), act=act)
    return user


def assign(user_id: str, names: Collection[str], *, version: int | None = None, act: Act) -> User:
    """Let a person belong to these groups alone; sessions stay.

    `version` is the one that the caller saw, None for an operator. Returns the person. Raises
    NotFound, Forbidden, InvalidRequest for a group that is not there, or Conflict where the version
    is older, where nothing would change, and past MOST_GROUPS.
    """
    with write_tx() as tx:
        user = lock_person(tx, user_id, act=act)
        next_version(user, version)
        lock_named(tx, sorted(set(names)))
        moved = set_groups(tx, user, names, act=act)
        if not any(moved):
            raise Conflict(_("{email} is in these groups already.").format(email=user.email))
        tell_moved(tx, user, moved, act=act)
    return user


def set_groups(tx: Session, user: User, names: Iterable[str], *, act: Act) -> Moved:
    """Let a locked user belong to these groups alone.

    A group that is not there is made. Nobody gets a mail. Returns what changed. Raises
    InvalidRequest for a name that is none, or Conflict past MOST_GROUPS.
    """
    before, wanted = set(user.groups), set(names)
    moved = Moved(joined=tuple(sorted(wanted - before)), left=tuple(sorted(before - wanted)))
    for name in moved.left:
        group = _named(tx, name)
        if group is not None:
            _leave(tx, user, group, act=act)
    for name in moved.joined:
        join(tx, user, _named(tx, name) or add_group(tx, name, act=act), act=act)
    return moved


def tell_moved(tx: Session, user: User, moved: Moved, *, act: Act) -> None:
    """Mail a person which groups they came into and left."""
    tell_owner(tx, user, _moved_text(moved), act=act)


def join(tx: Session, user: User, group: Group, *, act: Act) -> bool:
    """Put a locked user into a group; nobody gets a mail.

    Returns whether they were not in it. Raises Conflict past MOST_GROUPS.
    """
    if group.name in user.groups:
        return False
    held = select(func.count()).select_from(GroupMember).where(GroupMember.user_id == user.id)
    if (tx.scalar(held) or 0) >= MOST_GROUPS:
        told = _("{email} is in {many} groups, and more are not possible.")
        raise Conflict(told.format(email=user.email, many=MOST_GROUPS))
    with conflicting(_GONE):
        row = {"user_id": user.id, "group_id": group.id}
        upsert(tx, GroupMember, row, key=("user_id", "group_id"))
    tx.refresh(user, ["group_names"])
    record(tx, Event.GROUP_JOINED, subject_id=user.id, act=act, group=group.name)
    return True


def _leave(tx: Session, user: User, group: Group, *, act: Act) -> bool:
    membership = delete(GroupMember).where(
        GroupMember.user_id == user.id, GroupMember.group_id == group.id
    )
    if not rows_changed(tx, membership):
        return False
    tx.refresh(user, ["group_names"])
    record(tx, Event.GROUP_LEFT, subject_id=user.id, act=act, group=group.name)
    return True


def _moved_text(moved: Moved) -> Text:
    joined, left = (", ".join(each) for each in moved)
    if not left:
        if len(moved.joined) == 1:
            return _("put you into the group {group}").format(group=joined)
        return _("put you into the groups {groups}").format(groups=joined)
    if not joined:
        if len(moved.left) == 1:
            return _("took you out of the group {group}").format(group=left)
        return _("took you out of the groups {groups}").format(groups=left)
    told = _("changed your groups: you are in {joined} now, and no longer in {left}")
    return told.format(joined=joined, left=left)


def _find(tx: Session, group_id: str) -> Group:
    group = tx.get(Group, group_id)
    if group is None:
        raise NotFound(_GONE)
    return group


def _named(tx: Session, name: str) -> Group | None:
    return tx.scalar(select(Group).where(Group.name == name))
