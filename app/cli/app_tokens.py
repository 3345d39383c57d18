"""`flask app-tokens …`: the app tokens of an account, for operators."""

from collections.abc import Sequence
from typing import Any

import click
from flask.cli import AppGroup

from app.app_tokens.lookup import list_app_tokens
from app.app_tokens.models import AppToken
from app.cli.acting import acting
from app.cli.output import find_user, json_option, one_line_failures, say, show
from app.core.act import Act
from app.extensions import now
from app.forward_auth.token_issuing import revoke_for, token_json

app_tokens = AppGroup("app-tokens", help="List and revoke the app tokens of an account.")


@app_tokens.command("list")
@click.argument("email")
@json_option
@one_line_failures
def list_all(*, email: str, as_json: bool) -> None:
    """List the app tokens of EMAIL that still work, without the tokens."""
    rows = list_app_tokens(find_user(email).id, now())
    show([_line(each) for each in rows], as_json=as_json)


@app_tokens.command("revoke")
@click.argument("email")
@click.argument("token", metavar="TOKEN")
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
@one_line_failures
@acting
def revoke(*, email: str, token: str, yes: bool, as_json: bool, act: Act) -> None:
    """Revoke an app token of EMAIL by its id.

    The first letters of the id are enough. Programs that use it are refused at the next request.
    The owner gets a mail.
    """
    user = find_user(email)
    found = _chosen(list_app_tokens(user.id, act.now), token)
    if not yes:
        asked = f"Revoke the app token {found.name} ({found.origin}) of {user.email}?"
        click.confirm(asked, abort=True, err=as_json)
    revoke_for(user.id, found, act=act)
    told = f"The app token {found.name} of {user.email} is revoked."
    say(told, as_json=as_json, email=user.email, id=found.id)


def _chosen(rows: Sequence[AppToken], asked: str) -> AppToken:
    fits = [each for each in rows if asked and each.id.startswith(asked)]
    if len(fits) == 1:
        return fits[0]
    if fits:
        raise click.ClickException(f"{len(fits)} app tokens fit {asked}: give the whole id.")
    told = f"There is no app token {asked}: `flask app-tokens list` shows all."
    raise click.ClickException(told)


def _line(row: AppToken) -> dict[str, Any]:
    moments = ("createdAt", "lastUsedAt", "expiresAt")
    told = token_json(row)
    return told | {name: told[name] and told[name].isoformat() for name in moments}
