"""`flask users …`: creating, listing and changing accounts."""

from typing import Any

import click
from flask.cli import AppGroup

from app.accounts import by_operator, directory
from app.accounts.by_operator import set_role
from app.accounts.directory import Listed, Wanted
from app.accounts.registration import check_new_account, create_by_operator
from app.cli.acting import acting
from app.cli.expiring import DAYS, expire
from app.cli.invitations import invite
from app.cli.output import (
    describe,
    find_user,
    json_option,
    one_line_failures,
    say,
    secret_from,
    show_pages,
)
from app.cli.person import COMMANDS
from app.cli.transfer import export_users, import_users
from app.config.operators import operator_act
from app.core.act import Act
from app.extensions import now
from app.factors.owned import factors_of
from app.groups.service import find_by_name
from app.policy.methods import second_factors
from app.sessions.service import list_sessions
from app.twofactor.login import seconds_locked
from app.users.models import ROLES, USER
from app.users.schemas import user_json

users = AppGroup("users", help="Create, list, change and move accounts.")
for _each in (import_users, export_users, expire, invite, *COMMANDS):
    users.add_command(_each)


@users.command("create")
@click.option("--email", required=True)
@click.option("--password", help="Asked for if left out; others on the machine may see it here.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@click.option("--name", default="")
@click.option("--role", type=click.Choice(ROLES), default=USER, show_default=True)
@click.option("--unverified", is_flag=True, help="Send a verification mail first.")
@json_option
@one_line_failures
def create(
    *,
    email: str,
    password: str | None,
    password_stdin: bool,
    name: str,
    role: str,
    unverified: bool,
    as_json: bool,
) -> None:
    """Create an account."""
    if password is None:
        password = secret_from("Password", stdin=password_stdin, confirm=True)
    account = check_new_account(email, name, password)
    user = create_by_operator(account, role=role, verified=not unverified, act=operator_act(now()))
    say(f"Created {user.email} ({user.role}).", as_json=as_json, **user_json(user))


@users.command("list")
@click.option("--search", "text", default="", help="Only those with it in address or name.")
@click.option("--group", help="Only the members of this group.")
@click.option("--without-second-factor", is_flag=True, help="Only those who have none.")
@click.option("--unverified", is_flag=True, help="Only those whose address is not verified.")
@click.option("--disabled", is_flag=True, help="Only those that are disabled.")
@click.option("--locked", is_flag=True, help="Only those whose codes are locked now.")
@click.option("--admins", is_flag=True, help="Only administrators.")
@click.option(
    "--inactive",
    "inactive_days",
    type=DAYS,
    metavar="DAYS",
    help="Only those that nobody used for so many days.",
)
@json_option
@one_line_failures
def list_all(*, group: str | None, as_json: bool, **wanted: Any) -> None:
    """List accounts, oldest first; several filters narrow the list."""
    group_id = find_by_name(group).id if group is not None else None
    found = directory.pages(Wanted(group_id=group_id, **wanted), now())
    show_pages(([_line(each) for each in page] for page in found), as_json=as_json)


def _line(listed: Listed) -> dict[str, Any]:
    user = listed.user
    return {
        **user_json(user),
        "disabled": user.disabled_at is not None,
        "locked": listed.is_locked,
        "lastSignInAt": user.last_sign_in_at and user.last_sign_in_at.isoformat(),
        "factors": second_factors(user),
    }


@users.command("set-role")
@click.argument("email")
@click.argument("role", type=click.Choice(ROLES))
@json_option
@one_line_failures
@acting
def change_role(*, email: str, role: str, as_json: bool, act: Act) -> None:
    """Give an account another role; its sessions end."""
    user = set_role(find_user(email).id, role, act=act)
    say(f"{user.email} is now {user.role}.", as_json=as_json, **user_json(user))


@users.command("show")
@click.argument("email")
@json_option
@one_line_failures
def show_one(*, email: str, as_json: bool) -> None:
    """Show how the account of EMAIL stands."""
    user, at = find_user(email), now()
    locked = seconds_locked(user.id, factors_of(user.id), at)
    standing = {
        "disabledAt": user.disabled_at.isoformat() if user.disabled_at else None,
        "lastSignInAt": user.last_sign_in_at and user.last_sign_in_at.isoformat(),
        "mustEnrol": user.must_enrol_at is not None,
        "sessions": len(list_sessions(user.id, at)),
        "codesLockedSeconds": locked,
    }
    describe({**user_json(user), **standing}, as_json=as_json)


@users.command("disable")
@click.argument("email")
@json_option
@one_line_failures
@acting
def disable(*, email: str, as_json: bool, act: Act) -> None:
    """Disable the account of EMAIL; everything that is signed in ends."""
    user = by_operator.disable(find_user(email).id, act=act)
    say(f"{user.email} is disabled.", as_json=as_json, email=user.email, disabled=True)


@users.command("enable")
@click.argument("email")
@json_option
@one_line_failures
@acting
def enable(*, email: str, as_json: bool, act: Act) -> None:
    """Enable the account of EMAIL again."""
    user = by_operator.enable(find_user(email).id, act=act)
    say(f"{user.email} is enabled.", as_json=as_json, email=user.email, disabled=False)


@users.command("unlock")
@click.argument("email")
@json_option
@one_line_failures
@acting
def unlock(*, email: str, as_json: bool, act: Act) -> None:
    """Forget the wrong passwords and codes of EMAIL.

    Also forgets that its app was used while the clock was ahead. Signs nobody in.
    """
    user = by_operator.unlock(find_user(email).id, act=act)
    say(f"{user.email} is unlocked.", as_json=as_json, email=user.email, unlocked=True)


@users.command("delete")
@click.argument("email")
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
@one_line_failures
@acting
def delete(*, email: str, yes: bool, as_json: bool, act: Act) -> None:
    """Delete the account of EMAIL and its data; its history stays."""
    user = find_user(email)
    if not yes:
        click.confirm(f"Delete {user.email} for good?", abort=True, err=as_json)
    by_operator.delete(user.id, act=act)
    say(f"{user.email} is deleted.", as_json=as_json, email=user.email, deleted=True)
