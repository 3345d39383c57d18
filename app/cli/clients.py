"""`flask clients …`: backends that may introspect tokens."""

from typing import Any

import click
from flask.cli import AppGroup

from app.cli.output import json_option, one_line_failures, say, show_pages
from app.cli.paging import pages_of
from app.config.operators import operator_act
from app.core.errors import InvalidRequest
from app.core.names import LONGEST, is_name
from app.extensions import now
from app.introspection import clients as service
from app.introspection.clients import Issued
from app.introspection.models import Client

clients = AppGroup("clients", help="Let backends introspect the tokens that they get.")


@clients.command("list")
@json_option
@one_line_failures
def list_all(*, as_json: bool) -> None:
    """List clients by name, without their secrets."""
    found = pages_of(service.list_clients, key=lambda each: each.name)
    show_pages(([_line(each) for each in page] for page in found), as_json=as_json)


@clients.command("add")
@click.argument("label", metavar="NAME")
@click.option("--origin", help="Of its app: it then hears of that app's tokens too.")
@json_option
@one_line_failures
def add(*, label: str, origin: str | None, as_json: bool) -> None:
    """Add the client NAME.

    Its id and its secret are printed this once.
    """
    if not label.strip() or not is_name(label) or len(label) > LONGEST:
        raise InvalidRequest(f"A name has 1 to {LONGEST} printable characters.")
    _say(service.add(label, origin=origin, act=operator_act(now())), as_json=as_json)


@clients.command("rotate")
@click.argument("label", metavar="NAME")
@json_option
@one_line_failures
def rotate(*, label: str, as_json: bool) -> None:
    """Give the client NAME a new secret.

    The old one is dead at once.
    """
    _say(service.rotate(label, act=operator_act(now())), as_json=as_json)


@clients.command("revoke")
@click.argument("label", metavar="NAME")
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
@one_line_failures
def revoke(*, label: str, yes: bool, as_json: bool) -> None:
    """Delete the client NAME; it is refused from the next request on."""
    if not yes:
        click.confirm(f"Delete the client {label}?", abort=True, err=as_json)
    service.revoke(label, act=operator_act(now()))
    say(f"The client {label} is deleted.", as_json=as_json, name=label)


def _say(made: Issued, *, as_json: bool) -> None:
    told = f"client_id={made.id}\nclient_secret={made.secret}"
    say(told, as_json=as_json, name=made.name, clientId=made.id, clientSecret=made.secret)


def _line(client: Client) -> dict[str, Any]:
    return {
        "name": client.name,
        "clientId": client.id,
        "origin": client.origin,
        "createdAt": client.created_at.isoformat(),
        "rotatedAt": client.rotated_at and client.rotated_at.isoformat(),
    }
