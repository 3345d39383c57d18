"""Who may open a listed app, and why."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import exists, or_, select

from app.db import end_read
from app.extensions import db
from app.forward_auth.apps import ListedApp
from app.users.models import ROLES, Group, GroupMember, User

_PAGE = 500
EVERYBODY = "everybody"


@dataclass(frozen=True)
class Visitor:
    """A person who may open an app.

    `by` are the roles and groups that open it. `lacks_factor` tells that they must first set up a
    second factor.
    """

    email: str
    by: tuple[str, ...]
    lacks_factor: bool


def visitors(listed: ListedApp) -> Iterator[list[Visitor]]:
    """Yield who may open an app, by address, in pages.

    Disabled accounts are left out, and so are those that nobody has verified: none signs in.
    """
    after = ""
    while found := _page(listed.groups, after):
        after = found[-1].email
        page = [_visitor(user, listed) for user in found]
        end_read()
        yield page


def _page(names: tuple[str, ...], after: str) -> list[User]:
    chosen = select(User).where(User.disabled_at.is_(None), User.email_verified_at.is_not(None))
    if names:
        is_member = exists().where(
            GroupMember.user_id == User.id,
            GroupMember.group_id == Group.id,
            Group.name.in_(names),
        )
        chosen = chosen.where(or_(User.role.in_(names), is_member))
    return list(
        db.session.scalars(chosen.where(User.email > after).order_by(User.email).limit(_PAGE))
    )


def _visitor(user: User, listed: ListedApp) -> Visitor:
    held = [
        f"role {each}" if each in ROLES else f"group {each}"
        for each in (user.role, *user.groups)
        if each in listed.groups
    ]
    lacks = listed.app.factor == 2 and not user.has_two_factor
    return Visitor(user.email, tuple(held) or (EVERYBODY,), lacks)
