"""`flask policy …`: who must use two factors."""

import click
from flask.cli import AppGroup

from app.cli.output import json_option, one_line_failures, say
from app.extensions import now
from app.policy.service import POLICIES, current_policy, set_policy

policy = AppGroup("policy", help="Say who must use two factors.")


@policy.command("show")
@json_option
@one_line_failures
def show_policy(*, as_json: bool) -> None:
    """Show the policy in force."""
    say(current_policy(), as_json=as_json, policy=current_policy())


@policy.command("set")
@click.argument("name", type=click.Choice(POLICIES))
@json_option
@one_line_failures
def change_policy(*, name: str, as_json: bool) -> None:
    """Set the policy; running servers follow at once."""
    set_policy(name, now())
    say(f"Two factors: {name}.", as_json=as_json, policy=name)
