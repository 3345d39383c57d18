"""`flask users invite` and `flask invitations …`: who may make an account."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import click
from flask.cli import AppGroup, with_appcontext

from app.cli.output import json_option, one_line_failures, say, show_pages
from app.cli.paging import pages_of
from app.config.operators import operator_act
from app.extensions import now
from app.invitations import issuing, listing
from app.invitations.issuing import MOST_USES
from app.users.models import ROLES, USER

_DAYS = click.IntRange(min=1, max=30)
_groups = click.option("--group", "groups", multiple=True, help="A group to join; repeat for more.")
_days = click.option(
    "--days", type=_DAYS, default=7, show_default=True, help="How long the link works."
)

invitations = AppGroup("invitations", help="List and revoke invitations, make links.")


@click.command("invite")
@click.argument("email")
@click.option("--role", type=click.Choice(ROLES), default=USER, show_default=True)
@_groups
@_days
@json_option
@with_appcontext
@one_line_failures
def invite(*, email: str, role: str, groups: Sequence[str], days: int, as_json: bool) -> None:
    """Mail EMAIL an invitation; an older one ends.

    The link is in that mail alone, and opens one account with this address.
    """
    wish = issuing.wanted(email=email, role=role, groups=groups, seconds=days * 86_400, uses=1)
    made = issuing.invite(wish, act=operator_act(now()))
    said = f"An invitation is on its way to {wish.email}."
    say(said, as_json=as_json, id=made.id, email=wish.email, expiresAt=made.expires_at.isoformat())


@invitations.command("link")
@click.option("--uses", type=click.IntRange(1, MOST_USES), default=1, show_default=True)
@_groups
@_days
@json_option
@one_line_failures
def link(*, uses: int, groups: Sequence[str], days: int, as_json: bool) -> None:
    """Print a link by which several people make an account.

    Each of them verifies their address by a mail of their own.
    """
    wish = issuing.wanted(email=None, role=USER, groups=groups, seconds=days * 86_400, uses=uses)
    made = issuing.invite(wish, act=operator_act(now()))
    until = made.expires_at.isoformat()
    say(str(made.link), as_json=as_json, id=made.id, link=made.link, expiresAt=until)


@invitations.command("list")
@json_option
@one_line_failures
def list_all(*, as_json: bool) -> None:
    """List the invitations that still work."""
    live = partial(listing.list_invitations, now())
    found = pages_of(live, key=lambda each: each.invitation.id)
    show_pages(([_line(each) for each in page] for page in found), as_json=as_json)


@invitations.command("revoke")
@click.argument("invitation_id", metavar="ID")
@json_option
@one_line_failures
def revoke(*, invitation_id: str, as_json: bool) -> None:
    """Revoke an invitation; its link is dead at once."""
    issuing.revoke(invitation_id, act=operator_act(now()))
    say(f"The invitation {invitation_id} is revoked.", as_json=as_json, id=invitation_id)


def _line(listed: listing.Listed) -> dict[str, Any]:
    # A table needs the same columns in each line.
    row = listed.invitation
    return {"id": row.id, "email": row.email, **listing.invitation_json(listed)}
