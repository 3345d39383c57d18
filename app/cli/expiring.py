"""`flask users expire`, and what `flask purge` does with unverified accounts."""

import click
from flask.cli import with_appcontext

from app.accounts import expiry
from app.accounts.expiry import Expired
from app.cli.output import json_option, one_line_failures, say
from app.config.operators import operator_act
from app.extensions import now

DAYS = click.IntRange(min=1, max=36_500)


@click.command("expire")
@click.option(
    "--inactive", "days", type=DAYS, required=True, metavar="DAYS", help="Unused so long."
)
@click.option("--disable/--delete", "is_kept", default=True, show_default=True)
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
@with_appcontext
@one_line_failures
def expire(*, days: int, is_kept: bool, yes: bool, as_json: bool) -> None:
    """Disable or delete the accounts that nobody used for DAYS days.

    Their owners get a mail. The last administrator stays.
    """
    what = "Disable" if is_kept else "Delete"
    many = expiry.count(expiry.not_used(days, now(), also_disabled=not is_kept))
    if not yes:
        asked = f"{what} {many} accounts that nobody used for {days} days?"
        click.confirm(asked, abort=True, err=as_json)
    end = expiry.disable_unused if is_kept else expiry.delete_unused
    report(end(days, act=operator_act(now())), f"{what.lower()}d", as_json=as_json)


def purge_unverified(days: int, *, yes: bool, as_json: bool) -> None:
    """Ask, and delete the accounts whose address nobody verified."""
    if not yes:
        many = expiry.count(expiry.never_verified(days, now()))
        asked = f"Delete {many} accounts whose address nobody verified for {days} days?"
        click.confirm(asked, abort=True, err=as_json)
    report(expiry.drop_unverified(days, act=operator_act(now())), "deleted", as_json=as_json)


def report(found: Expired, what: str, *, as_json: bool) -> None:
    """Print how many accounts ended, and which stayed."""
    lines = [*found.kept, f"{found.done} accounts {what}."]
    say("\n".join(lines), as_json=as_json, **{what: found.done, "kept": found.kept})
