"""`flask apps …`: the apps behind forward-auth, and who may open them."""

from typing import Any

import click
from flask.cli import AppGroup

from app.cli.output import json_option, one_line_failures, say, show_pages
from app.cli.paging import pages_of
from app.config.operators import operator_act
from app.core.errors import InvalidRequest
from app.core.names import LONGEST, is_name
from app.extensions import now
from app.forward_auth import apps as service
from app.forward_auth.apps import ListedApp
from app.forward_auth.models import MOST_OPEN, NONE, TOKENS
from app.forward_auth.question import LONGEST_TIME
from app.forward_auth.visitors import visitors

apps = AppGroup("apps", help="List apps behind forward-auth, and say who may open them.")


@apps.command("list")
@json_option
@one_line_failures
def list_all(*, as_json: bool) -> None:
    """List apps by origin, with what they ask for."""
    found = pages_of(service.list_apps, key=lambda each: each.app.origin)
    show_pages(([_line(each) for each in page] for page in found), as_json=as_json)


@apps.command("add")
@click.argument("label", metavar="NAME")
@click.argument("origin")
@click.option("--group", "groups", multiple=True, help="A group or role; one of them is enough.")
@click.option("--factor", type=click.IntRange(1, 2), default=1, show_default=True)
@click.option("--fresh", type=click.IntRange(1, LONGEST_TIME), metavar="SECONDS")
@click.option("--open", "paths", multiple=True, metavar="PATH", help="Everybody may open it.")
@click.option("--tokens", type=click.Choice(TOKENS), default=NONE, show_default=True)
@json_option
@one_line_failures
def add(*, label: str, paths: tuple[str, ...], as_json: bool, **asked: Any) -> None:
    """List the app NAME at ORIGIN; without --group everybody may open it."""
    if not label.strip() or not is_name(label) or len(label) > LONGEST:
        raise InvalidRequest(f"A name has 1 to {LONGEST} printable characters.")
    if len(paths) > MOST_OPEN:
        raise InvalidRequest(f"An app has at most {MOST_OPEN} open paths.")
    values = {"name": label, "open": list(paths), **asked, "groups": list(asked["groups"])}
    added = service.add(values, act=operator_act(now()))
    say(f"{added.app.name} is listed at {added.app.origin}.", as_json=as_json, **_line(added))


@apps.command("remove")
@click.argument("origin")
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
@one_line_failures
def remove(*, origin: str, yes: bool, as_json: bool) -> None:
    """Take the app at ORIGIN from the list."""
    app = service.find_app(origin).app
    if not yes:
        click.confirm(f"Take {app.name} at {app.origin} from the list?", abort=True, err=as_json)
    service.remove(app.id, version=None, act=operator_act(now()))
    say(f"{app.origin} is not listed any more.", as_json=as_json, origin=app.origin)


@apps.command("who")
@click.argument("origin")
@json_option
@one_line_failures
def who(*, origin: str, as_json: bool) -> None:
    """Show who may open the app at ORIGIN, and why."""
    listed = service.find_app(origin)
    asks = "both factors" if listed.app.factor == 2 else "one factor"
    lines = (
        [
            {
                "email": each.email,
                "by": list(each.by),
                "factor": f"{asks}, to be set up first" if each.lacks_factor else asks,
            }
            for each in page
        ]
        for page in visitors(listed)
    )
    show_pages(lines, as_json=as_json)


def _line(listed: ListedApp) -> dict[str, Any]:
    app = listed.app
    return {
        "origin": app.origin,
        "name": app.name,
        "groups": list(listed.groups),
        "factor": app.factor,
        "fresh": app.fresh,
        "open": app.open_paths,
        "tokens": app.tokens,
    }
