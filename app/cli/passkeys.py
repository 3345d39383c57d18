"""`flask passkeys …`: the passkeys of an account, for operators."""

from collections.abc import Sequence
from typing import Any

import click
from flask.cli import AppGroup

from app.cli.acting import acting
from app.cli.output import find_user, json_option, one_line_failures, say, show
from app.core.act import Act
from app.passkeys.keys import key_json, list_keys
from app.twofactor.passkey_by_operator import remove_passkey

passkeys = AppGroup("passkeys", help="List and delete the passkeys of an account.")


@passkeys.command("list")
@click.argument("email")
@json_option
@one_line_failures
def list_all(*, email: str, as_json: bool) -> None:
    """List the passkeys of EMAIL, those of former hosts too."""
    show([_line(each) for each in _listed(email)], as_json=as_json)


@passkeys.command("delete")
@click.argument("email")
@click.argument("passkey")
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
@one_line_failures
@acting
def delete(*, email: str, passkey: str, yes: bool, as_json: bool, act: Act) -> None:
    """Delete a passkey of EMAIL by its name or its id.

    The first letters of an id are enough. The owner gets a mail. With the last factor every session
    ends, and the next sign-in asks for a new factor.
    """
    user = find_user(email)
    found = _chosen(_listed(email), passkey)
    if not yes:
        asked = f"Delete the passkey {found['name']} ({found['id']}) of {user.email}?"
        click.confirm(asked, abort=True, err=as_json)
    is_last = remove_passkey(user.id, found["id"], act=act)
    more = " It was the last factor: the next sign-in asks for a new one." if is_last else ""
    told = f"The passkey {found['name']} of {user.email} is deleted.{more}"
    say(told, as_json=as_json, email=user.email, id=found["id"], mustEnrol=is_last)


def _listed(email: str) -> list[dict[str, Any]]:
    return [key_json(each) for each in list_keys(find_user(email).id)]


def _chosen(keys: Sequence[dict[str, Any]], asked: str) -> dict[str, Any]:
    """Return the one passkey of an id, a beginning or a name.

    Fails with one line where none fits, or several.
    """
    for fits in (
        [each for each in keys if each["id"] == asked],
        [each for each in keys if each["name"] == asked],
        [each for each in keys if asked and each["id"].startswith(asked)],
    ):
        if len(fits) > 1:
            raise click.ClickException(f"{len(fits)} passkeys fit {asked}: give the whole id.")
        if fits:
            return fits[0]
    raise click.ClickException(f"There is no passkey {asked}: `flask passkeys list` shows all.")


def _line(key: dict[str, Any]) -> dict[str, Any]:
    moments = {name: key[name] and key[name].isoformat() for name in ("createdAt", "lastUsedAt")}
    names = ("id", "name", "madeFor", "usableHere", "synced")
    # A table needs the same columns in each line.
    return {name: key[name] for name in names} | {"provider": key.get("provider")} | moments
