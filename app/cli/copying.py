"""`flask db copy URL`, which moves everything from one database to another."""

import sys
from typing import Any

import click
from flask.cli import with_appcontext

from app.audit.chain import current_head
from app.cli.output import json_option, one_line_failures, say
from app.config.database_settings import anchored_url, database_address, database_url
from app.config.parsing import ConfigError
from app.db import end_read
from app.extensions import settings
from app.maintenance.copying import copy_to, rows_to_copy


class _Address(click.ParamType[str]):
    name = "url"

    def convert(self, value: Any, _param: Any, _context: Any) -> str:
        try:
            found = database_url(value)
        except ConfigError as wrong:
            self.fail(str(wrong))
        if found is None:
            self.fail("must not be empty")
        found = anchored_url(found, settings().working_dir)
        return database_address(found, settings().instance_dir)


@click.command("copy")
@click.argument("url", type=_Address())
@json_option
@with_appcontext
@one_line_failures
def copy(*, url: str, as_json: bool) -> None:
    """Copy everything from the present database into the one at URL.

    URL is spelled as DATABASE_URL, and names a database that `flask db upgrade` has just made.
    Stop all servers first. The copy arrives as a whole or not at all. Every row is counted there,
    and the history is checked.
    """
    total = rows_to_copy()
    end_read()
    with click.progressbar(
        length=total, label="Copying", file=sys.stderr, hidden=as_json or not sys.stderr.isatty()
    ) as bar:
        counts = copy_to(url, progress=bar.update)
    width = max(len(table) for table in counts)
    lines = [f"{table.ljust(width)}  {count}" for table, count in counts.items()]
    head = current_head()
    whole = f"The history is whole there, up to row {head.number if head else 0}."
    told = f"{sum(counts.values())} rows copied. {whole} Set DATABASE_URL to it, and start."
    say("\n".join([*lines, told]), as_json=as_json, tables=counts)
