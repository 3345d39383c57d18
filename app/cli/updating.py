"""`flask users import --update`."""

import sys
from pathlib import Path
from typing import Any

import click

from app.cli.import_report import fault_lines
from app.cli.output import say
from app.config.operators import operator_act
from app.extensions import now
from app.transfer.formats import CSV
from app.transfer.records import BadLine
from app.transfer.updates import Updated, read_changes, update

_OF_NEW_ACCOUNTS = ("notify", "tried", "without_unknown")


def update_people(
    file: Path, *, kind: str | None, dry_run: bool, as_json: bool, **others: Any
) -> None:
    """Change the accounts that FILE names, and print what became of them."""
    if kind not in (None, CSV) or any(others[each] for each in _OF_NEW_ACCOUNTS):
        raise click.UsageError("--update takes CSV, and no option that is about new accounts.")
    try:
        entries = read_changes(file.read_bytes())
    except BadLine as wrong:
        raise click.ClickException(f"{file}: {wrong}.") from None
    _report(update(entries, dry_run=dry_run, act=operator_act(now())), dry_run, as_json)


def _report(done: Updated, dry_run: bool, as_json: bool) -> None:
    would = "would be changed" if dry_run else "changed"
    lines = [
        *fault_lines(done.faults),
        f"{done.changed} {would}, {done.unchanged} were so already, "
        f"{len(done.faults)} lines are wrong.",
    ]
    say(
        "\n".join(lines),
        as_json=as_json,
        dryRun=dry_run,
        changed=done.changed,
        unchanged=done.unchanged,
        failed=len(done.faults),
        errors=[{"line": each.line, "reason": each.reason} for each in done.faults],
    )
    if done.faults:
        sys.exit(1)
