"""What commands print: tables for people, JSON with `--json`, one clear line for a failure."""

import json
from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import click
from sqlalchemy.exc import SQLAlchemyError

from app.config import ConfigError
from app.core.addresses import normal_form
from app.core.errors import AppError
from app.users.models import User
from app.users.service import find_by_email
from app.web.health import database_fault

P = ParamSpec("P")
R = TypeVar("R")

_MENDING = {
    "database": "The database did not answer. Look at DATABASE_URL.",
    "migrations": "The database is not up to date. Run `flask db upgrade`.",
}
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def one_line_failures(command: Callable[P, R]) -> Callable[P, R]:
    """Turn a refusal into one line and exit status 1."""

    @wraps(command)
    def guarded(*args: P.args, **more: P.kwargs) -> R:
        try:
            return command(*args, **more)
        except ConfigError as wrong:
            raise click.ClickException(f"{wrong}.") from None
        except AppError as refusal:
            details = [text for texts in (refusal.fields or {}).values() for text in texts]
            raise click.ClickException(" ".join([refusal.message, *details])) from None
        except SQLAlchemyError:
            fault = database_fault() or "database"
            raise click.ClickException(_MENDING[fault]) from None

    return guarded


def show(rows: Sequence[Mapping[str, Any]], *, as_json: bool) -> None:
    """Print rows as an aligned table, or as JSON."""
    if as_json:
        click.echo(json.dumps(list(rows), default=str, indent=2))
        return
    if not rows:
        click.echo("None.")
        return
    heads = list(rows[0])
    lines = [heads, *([_cell(row[head]) for head in heads] for row in rows)]
    widths = [max(len(line[at]) for line in lines) for at in range(len(heads))]
    for line in lines:
        click.echo(
            "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        )


def describe(facts: Mapping[str, Any], *, as_json: bool) -> None:
    """Print one thing: a line for each fact, or one JSON object."""
    if as_json:
        click.echo(json.dumps(dict(facts), default=str))
        return
    width = max(len(name) for name in facts)
    for name, value in facts.items():
        click.echo(f"{name.ljust(width)}  {_cell(value)}".rstrip())


def say(text: str, *, as_json: bool, **facts: Any) -> None:
    """Print a sentence, or its facts as JSON."""
    click.echo(json.dumps(facts or {"message": text}, default=str) if as_json else text)


def find_user(email: str) -> User:
    """Return the user of an address; fails with one line where there is none."""
    user = find_by_email(normal_form(email))
    if user is None:
        raise click.ClickException(f"There is no account {email}.")
    return user


def _cell(value: Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(value) if isinstance(value, list) else str(value)
