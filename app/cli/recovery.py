"""`flask recovery …`: which recoveries are open, and stopping one."""

from typing import Any

import click
from flask.cli import AppGroup

from app.cli.acting import acting
from app.cli.output import find_user, json_option, one_line_failures, say, show_pages
from app.cli.paging import pages_of
from app.core.act import Act
from app.recovery import listing, stopping

recovery = AppGroup("recovery", help="List and stop recoveries without a second factor.")


@recovery.command("list")
@json_option
@one_line_failures
def list_all(*, as_json: bool) -> None:
    """List the recoveries that wait or can be finished.

    `told` says whether a mail server took a notice on the first day. Without it the wait ends
    without a link.
    """
    found = pages_of(listing.list_open, key=lambda each: each.recovery.id)
    show_pages(([_line(each) for each in page] for page in found), as_json=as_json)


@recovery.command("stop")
@click.argument("email")
@json_option
@one_line_failures
@acting
def stop(*, email: str, as_json: bool, act: Act) -> None:
    """Stop the recovery of EMAIL; none begins for seven days.

    The owner is mailed about it.
    """
    user = find_user(email)
    stopping.stop_for_person(listing.open_of(user.email), act=act)
    say(f"The recovery of {user.email} is stopped.", as_json=as_json, email=user.email)


def _line(listed: listing.Listed) -> dict[str, Any]:
    facts = listing.recovery_json(listed)
    return {**facts, "user": listed.email}
