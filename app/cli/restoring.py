"""`flask restore-fence`, which operators run after a restore.

They run it before anybody may sign in.
"""

import click
from flask.cli import with_appcontext

from app.cli.output import json_option, one_line_failures, say
from app.extensions import now
from app.maintenance.fence import fence

_ASKED = "End every session, void every link and every unused backup code?"


@click.command("restore-fence")
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
@with_appcontext
@one_line_failures
def restore_fence(*, yes: bool, as_json: bool) -> None:
    """Void whatever a restored backup may bring back: sessions, links, spent codes."""
    if not yes:
        click.confirm(_ASKED, abort=True, err=as_json)
    done = fence(now())
    say(
        f"{done.sessions} sessions ended, {done.devices} trusted devices, "
        f"{done.app_tokens} app tokens, {done.links} links, {done.mails} waiting mails "
        f"and {done.backup_codes} backup codes are void. "
        f"{done.accounts} accounts sign in anew. "
        "Invite people anew, and give each client a new secret: flask clients rotate NAME.",
        as_json=as_json,
        **vars(done),
    )
