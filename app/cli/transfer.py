"""`flask users import|export` and `flask 2fa import|export`."""

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext

from app.cli.import_report import report
from app.cli.output import json_option, one_line_failures, say, secret_from
from app.cli.source_keys import KeysFile
from app.cli.trial import try_account
from app.cli.updating import update_people
from app.config.operators import operator_act
from app.core import private_files
from app.extensions import now
from app.policy.moving import adopt_policies
from app.transfer import second_lock
from app.transfer.accounts import Accounts
from app.transfer.exporting import gather
from app.transfer.factors import Factors
from app.transfer.formats import READERS, UNCHECKED, read
from app.transfer.importing import ImportTarget, Summary, take_in
from app.transfer.records import BadLine, Entry, SourceKeys

_UNCHECKED = "In this format a wrong key looks like a right one: try one account by --check EMAIL."
_file = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
_passphrase = click.option(
    "--passphrase-stdin", is_flag=True, help="Read the passphrase from standard input."
)


def _import_options(command: Callable[..., None]) -> Callable[..., None]:
    for option in (
        json_option,
        _passphrase,
        click.option(
            "--source-keys", type=KeysFile(), default=SourceKeys(), help="Keys of Flask-Security."
        ),
        click.option(
            "--batch",
            type=click.IntRange(1, 10_000),
            default=500,
            show_default=True,
            help="Take this many lines together, or none of them.",
        ),
        click.option(
            "--check", "tried", metavar="EMAIL", help="Try this account's password and app first."
        ),
        click.option("--dry-run", is_flag=True, help="Look at every line and write nothing."),
        click.option(
            "--format", "kind", type=click.Choice(list(READERS)), help="Detected by default."
        ),
        _file,
    ):
        command = option(command)
    return command


@click.command("import")
@click.option(
    "--notify", is_flag=True, help="Mail a link to people who have to verify their address."
)
@click.option(
    "--without-unknown-passwords",
    "without_unknown",
    is_flag=True,
    help="Take accounts without their password where its hash is refused.",
)
@click.option("--update", is_flag=True, help="Change roles and disabling of existing accounts.")
@_import_options
@with_appcontext
@one_line_failures
def import_users(
    file: Path, *, notify: bool, without_unknown: bool, update: bool, **options: Any
) -> None:
    """Create the accounts of FILE, with their passwords and second factors.

    An address that has an account is skipped, so that a stopped import can be run again. A
    registration whose address nobody verified is replaced. With --update FILE is CSV with `email`
    and `role` or `disabled`; an empty cell changes nothing.
    """
    if update:
        update_people(file, notify=notify, without_unknown=without_unknown, **options)
        return
    taking = partial(Accounts, notify=notify, without_unknown=without_unknown)
    _import(file, taking, with_password=True, **options)


@click.command("import")
@_import_options
@with_appcontext
@one_line_failures
def import_factors(file: Path, **options: Any) -> None:
    """Give accounts the second factors of FILE.

    Their sessions end, and the owners get a mail. An account that has a second factor is skipped.
    Addresses without an account are named and left out.
    """
    _import(file, Factors, with_password=False, **options)


def _import(
    file: Path,
    taking: Callable[[str], ImportTarget],
    *,
    with_password: bool,
    kind: str | None,
    tried: str | None,
    dry_run: bool,
    batch: int,
    source_keys: SourceKeys,
    passphrase_stdin: bool,
    as_json: bool,
) -> None:
    def passphrase() -> str:
        return secret_from("Passphrase", stdin=passphrase_stdin)

    try:
        found = read(file.read_bytes(), kind, keys=source_keys, passphrase=passphrase, now=now())
    except BadLine as wrong:
        raise click.ClickException(f"{file}: {wrong}.") from None
    if tried is not None:
        try_account(found.entries, tried, with_password=with_password)
    elif found.kind in UNCHECKED:
        click.echo(_UNCHECKED, err=True)
    target = taking(found.kind)
    summary = _take_in(found.entries, target, batch=batch, dry_run=dry_run, as_json=as_json)
    brings = found.policies if with_password and not (dry_run or summary.faults) else []
    policies = brings if adopt_policies(brings, act=operator_act(now())) else []
    report(summary, found.kind, policies=policies, dry_run=dry_run, as_json=as_json)


def _take_in(
    entries: list[Entry], taking: ImportTarget, *, batch: int, dry_run: bool, as_json: bool
) -> Summary:
    with click.progressbar(
        length=len(entries),
        label="Looking" if dry_run else "Moving in",
        file=sys.stderr,
        hidden=as_json or not sys.stderr.isatty(),
    ) as bar:
        return take_in(
            entries, taking, batch=batch, dry_run=dry_run, progress=bar.update, now=now()
        )


def _export_options(command: Callable[..., None]) -> Callable[..., None]:
    yes = click.option("--yes", is_flag=True, help="Overwrite FILE without asking.")
    file = click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
    for option in (json_option, yes, _passphrase, file):
        command = option(command)
    return command


@click.command("export")
@_export_options
@with_appcontext
@one_line_failures
def export_users(file: Path, **options: Any) -> None:
    """Write every account to FILE, sealed with a passphrase.

    `flask users import` reads it.
    """
    _export(file, factors_only=False, **options)


@click.command("export")
@_export_options
@with_appcontext
@one_line_failures
def export_factors(file: Path, **options: Any) -> None:
    """Write every second factor to FILE, sealed with a passphrase.

    `flask 2fa import` reads it.
    """
    _export(file, factors_only=True, **options)


def _export(
    file: Path, *, factors_only: bool, passphrase_stdin: bool, yes: bool, as_json: bool
) -> None:
    if file.exists() and not yes:
        click.confirm(f"Overwrite {file}?", abort=True, err=True)
    passphrase = secret_from("Passphrase", stdin=passphrase_stdin, confirm=True, shortest=12)
    found = gather(factors_only=factors_only, now=now())
    text = second_lock.seal(second_lock.write(found.records, found.policies), passphrase)
    try:
        private_files.replace(file, text)
    except OSError as wrong:
        raise click.ClickException(f"{file}: {wrong.strerror}.") from None
    many = len(found.records)
    told = [f"{email} opens under no key and is left out." for email in found.unreadable]
    say(
        "\n".join([*told, f"{many} written to {file}."]),
        as_json=as_json,
        file=str(file),
        exported=many,
        unreadable=found.unreadable,
    )
    if found.unreadable:
        sys.exit(1)
