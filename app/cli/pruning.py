"""`flask audit prune`: keeps the history for so many days."""

from datetime import timedelta
from pathlib import Path

import click
from flask.cli import with_appcontext

from app.audit import pruning
from app.audit.pruning import OldPart
from app.cli.expiring import DAYS
from app.cli.output import json_option, one_line_failures, say
from app.config.operators import operator_act
from app.core import private_files
from app.extensions import now


@click.command("prune")
@click.option("--days", type=DAYS, required=True, help="Keep these.")
@click.option(
    "--export",
    "file",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="Write the rows that go to this new file.",
)
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
@with_appcontext
@one_line_failures
def prune(*, days: int, file: Path, yes: bool, as_json: bool) -> None:
    """Move old rows of the history to a file.

    Rows are old that are older than DAYS days. The file holds one JSON object a line. The history
    begins anew behind them, under a seal, and `flask audit verify` checks it from there.
    """
    part = pruning.old_part(now() - timedelta(days=days))
    if part is None:
        say("Nothing is that old.", as_json=as_json, removed=0)
        return
    if not yes:
        asked = f"Remove {part.rows} rows of the history, up to row {part.last.number}?"
        click.confirm(asked, abort=True, err=as_json)
    _export(part, file)
    pruning.prune(part, act=operator_act(now()))
    told = f"{part.rows} rows, up to row {part.last.number}, moved to {file}."
    facts = {"removed": part.rows, "last": part.last.number, "file": str(file)}
    say(f"{told} Keep what `flask audit head` says now.", as_json=as_json, **facts)


def _export(part: OldPart, file: Path) -> None:
    """Write the part to a new file, and wait for the disk.

    The rows are gone from the database after this.
    """
    try:
        many = private_files.write_new(file, pruning.exported_lines(part))
    except OSError as wrong:
        raise click.ClickException(f"{file}: {wrong.strerror}.") from None
    if many != part.rows:
        raise click.ClickException("The history was pruned meanwhile. Nothing is removed.")
