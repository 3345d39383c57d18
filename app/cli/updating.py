"""`flask users import --update`."""

import sys
from pathlib import Path
from typing import Any

import click

from app.cli.output import say
from app.core.act import operator_act
from app.extensions import now
from app.transfer.formats import CSV
from app.transfer.records import BadLine
from app.transfer.updates import Updated, read_changes, update

_SHOWN_FAULTS = 50
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
    hidden = len(done.faults) - _SHOWN_FAULTS
    lines = [
        *(f"Line {each.line}: {each.reason}." for each in done.faults[:_SHOWN_FAULTS]),
        *([f"{hidden} more lines are wrong."] if hidden > 0 else []),
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
