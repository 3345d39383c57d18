"""`flask doctor` looks for faults; `flask purge` removes what has expired."""

import sys
from dataclasses import asdict

import click
from flask.cli import with_appcontext

from app.cli.expiring import DAYS, purge_unverified
from app.cli.output import json_option, one_line_failures, say
from app.extensions import now
from app.maintenance.checks import CheckResult, check_everything
from app.maintenance.clocks import is_readable
from app.maintenance.finding import BROKEN
from app.maintenance.purge import purge as remove_expired


@click.command("doctor")
@click.option(
    "--clock", metavar="URL", help="Also ask this server for the time: https://… or ntp://…"
)
@json_option
@with_appcontext
@one_line_failures
def doctor(*, clock: str | None, as_json: bool) -> None:
    """Look for faults, and say what mends each.

    Prints one line per check. Fails where something is broken. Asks no other server without
    --clock.
    """
    if clock is not None and not is_readable(clock):
        told = "must begin with http://, https:// or ntp://"
        raise click.BadParameter(told, param_hint="--clock")
    found = check_everything(clock)
    broken = [each for each in found if each.state == BROKEN]
    width = max(len(each.name) for each in found)
    lines = [f"{each.name.ljust(width)}  {_line(each)}" for each in found]
    checks = [asdict(each) for each in found]
    say("\n".join(lines), as_json=as_json, ok=not broken, checks=checks)
    if broken:
        sys.exit(1)


def _line(check: CheckResult) -> str:
    told = f"{check.told}. {check.mend}" if check.mend else check.told
    return f"{check.state.ljust(7)}  {told}"


@click.command("purge")
@click.option(
    "--unverified",
    type=DAYS,
    metavar="DAYS",
    help="Delete accounts that were never verified for so many days instead.",
)
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
@with_appcontext
@one_line_failures
def purge(*, unverified: int | None, yes: bool, as_json: bool) -> None:
    """Remove what has expired.

    A running server does so by itself about once an hour, but deletes no account. The last
    administrator stays.
    """
    if unverified is not None:
        purge_unverified(unverified, yes=yes, as_json=as_json)
        return
    removed = remove_expired(now())
    width = max(len(table) for table in removed)
    lines = [f"{table.ljust(width)}  {count}" for table, count in removed.items()]
    say("\n".join(lines), as_json=as_json, **removed)
