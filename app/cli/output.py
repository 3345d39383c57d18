"""What commands print: tables, JSON with `--json`, one line for a failure."""

import inspect
import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import wraps
from textwrap import indent
from typing import Any, ParamSpec, TypeVar

import click
from sqlalchemy.exc import SQLAlchemyError

from app.cli.examples import EXAMPLES
from app.config import ConfigError
from app.core.addresses import normal_form
from app.core.errors import AppError
from app.db import end_read, sqlite
from app.db.opening import is_forbidden, words_of
from app.extensions import db
from app.users.models import User
from app.users.service import find_by_email
from app.web.monitoring.health import database_fault

P = ParamSpec("P")
R = TypeVar("R")

_MENDING = {
    "migrations": "The database {name} is not up to date. Run `flask db upgrade`.",
    "migrations-warning": "The database is newer than this program. Update the program, too.",
}
_EXIT_STATUS = "Exit status: 0 done; 1 failed, or found something wrong; 2 called wrongly."
_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def json_option(command: Callable[P, R]) -> Callable[P, R]:
    """Add `--json` to a command, and its example to what `--help` prints."""
    name = f"{command.__module__.rpartition('.')[2]}.{command.__name__}"
    if name in EXAMPLES:
        # click reads a lone backspace as: do not wrap what follows.
        told = inspect.cleandoc(command.__doc__ or "")
        command.__doc__ = f"{told}\n\n{_EXIT_STATUS}\n\n\b\nExample:\n  {EXAMPLES[name]}"
    return _json(command)


def one_line_failures(command: Callable[P, R]) -> Callable[P, R]:
    """Turn a refusal into one line and exit status 1."""

    @wraps(command)
    def guarded(*args: P.args, **more: P.kwargs) -> R:
        tell_of_new_database()
        try:
            return command(*args, **more)
        except ConfigError as wrong:
            raise click.ClickException(f"{wrong}.") from None
        except AppError as refusal:
            details = [text for texts in (refusal.fields or {}).values() for text in texts]
            raise click.ClickException(" ".join([refusal.message, *details])) from None
        except SQLAlchemyError as wrong:
            raise click.ClickException(_told(wrong)) from None

    return guarded


def tell_of_new_database() -> None:
    """Name the database on standard error where this process made it.

    A command that lacks the server's settings would else work on a file of its own, unnoticed.
    """
    file = db.engine.url.database or ""
    if file in sqlite.made_files:
        sqlite.made_files.remove(file)
        click.echo(f"Made a new database, since there was none: {file}", err=True)


def _told(wrong: SQLAlchemyError) -> str:
    """Return what an operator can mend where the database refused something."""
    end_read()  # PostgreSQL refuses every query after an error in a transaction
    fault = "" if is_forbidden(wrong) else database_fault()
    if fault in _MENDING:
        return _MENDING[fault].format(name=db.engine.url.render_as_string(hide_password=True))
    return f"The database did not work: {words_of(wrong)}. Look at DATABASE_URL."


def show(rows: Sequence[Mapping[str, Any]], *, as_json: bool) -> None:
    """Print rows as an aligned table, or as JSON."""
    show_pages([rows], as_json=as_json)


def show_pages(pages: Iterable[Sequence[Mapping[str, Any]]], *, as_json: bool) -> None:
    """Print pages of rows as one table or one JSON list.

    Each page is printed as it comes. The first page decides how wide the columns are.
    """
    filled = (page for page in pages if page)
    if as_json:
        _show_list(filled)
        return
    widths: dict[str, int] = {}
    for page in filled:
        lines = [{head: _cell(value) for head, value in row.items()} for row in page]
        if not widths:
            heads = {head: head for head in lines[0]}
            widths = {head: max(len(line[head]) for line in (heads, *lines)) for head in heads}
            lines.insert(0, heads)
        for line in lines:
            cells = [line[head].ljust(width) for head, width in widths.items()]
            click.echo("  ".join(cells).rstrip())
    if not widths:
        click.echo("None.")


def _show_list(pages: Iterable[Sequence[Mapping[str, Any]]]) -> None:
    opened = "["
    for page in pages:
        for row in page:
            text = json.dumps(row, default=str, indent=2)
            click.echo(f"{opened}\n{indent(text, '  ')}", nl=False)
            opened = ","
    click.echo("[]" if opened == "[" else "\n]")


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


def secret_from(what: str, *, stdin: bool, confirm: bool = False, shortest: int = 1) -> str:
    """Return a secret, typed unseen or the first line of standard input.

    The secret is never an argument, which every user of the machine could read. Fails below
    `shortest` characters.
    """
    if stdin:
        secret = _first_line(what)
    else:
        secret = str(click.prompt(what, hide_input=True, confirmation_prompt=confirm, err=True))
    if len(secret) < shortest:
        raise click.ClickException(f"{what}: use {shortest} characters or more.")
    return secret


def _first_line(what: str) -> str:
    # The terminal's encoding says nothing about a pipe. PowerShell writes UTF-16, and editors write
    # a mark before UTF-8: either would become a password that nobody can type.
    try:
        line = sys.stdin.buffer.readline().decode("utf-8-sig").rstrip("\r\n")
    except UnicodeDecodeError:
        line = "\0"
    if "\0" in line:
        raise click.ClickException(f"{what}: standard input is not UTF-8 text. Send it as UTF-8.")
    return line


def find_user(email: str) -> User:
    """Return the user of an address.

    Fails with one line where there is none.
    """
    # Try the address as it was typed first: an account whose address is not in normal form must be
    # found to be mended.
    user = find_by_email(email) or find_by_email(normal_form(email))
    if user is None:
        raise click.ClickException(f"There is no account {email}.")
    end_read()
    return user


def _cell(value: Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(value) if isinstance(value, list) else str(value)
