"""`flask users …`: creating and listing accounts, changing roles."""

import click
from flask.cli import AppGroup

from app.accounts.registration import check_new_account, create_by_operator
from app.accounts.roles import set_role
from app.cli.output import find_user, json_option, one_line_failures, say, show
from app.core.client import COMMAND_LINE
from app.extensions import now
from app.users.models import ROLES, USER
from app.users.schemas import user_json
from app.users.service import list_users

users = AppGroup("users", help="Create, list and change accounts.")


@users.command("create")
@click.option("--email", required=True)
@click.option(
    "--password",
    prompt=True,
    hide_input=True,
    confirmation_prompt=True,
    help="Asked for if left out.",
)
@click.option("--name", default="")
@click.option("--role", type=click.Choice(ROLES), default=USER, show_default=True)
@click.option("--unverified", is_flag=True, help="Send a verification mail first.")
@json_option
@one_line_failures
def create(
    *, email: str, password: str, name: str, role: str, unverified: bool, as_json: bool
) -> None:
    """Create an account."""
    account = check_new_account(email, name, password)
    user = create_by_operator(
        account, role=role, verified=not unverified, client=COMMAND_LINE, now=now()
    )
    say(f"Created {user.email} ({user.role}).", as_json=as_json, **user_json(user))


@users.command("list")
@json_option
@one_line_failures
def list_all(*, as_json: bool) -> None:
    """List every account."""
    show([user_json(user) for user in list_users()], as_json=as_json)


@users.command("set-role")
@click.argument("email")
@click.argument("role", type=click.Choice(ROLES))
@json_option
@one_line_failures
def change_role(*, email: str, role: str, as_json: bool) -> None:
    """Give an account another role; its sessions end."""
    user = set_role(find_user(email).id, role, client=COMMAND_LINE, now=now())
    say(f"{user.email} is now {user.role}.", as_json=as_json, **user_json(user))
