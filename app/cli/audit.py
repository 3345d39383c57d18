"""`flask audit …`: reads the security history and checks it for changes."""

import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from app.admin.event_export import CSV, FORMATS, export_pages, record_export
from app.audit import chain
from app.audit.events import Event
from app.audit.models import AuditEvent
from app.audit.search import Search, newest_events, searched_address
from app.audit.spelling import UNREADABLE
from app.audit.verification import Verdict
from app.audit.verification import verify as check
from app.cli.moments import Moment
from app.cli.output import find_user, json_option, one_line_failures, say, show
from app.cli.pruning import prune
from app.config.operators import operator_act
from app.core import private_files
from app.core.hash_chain import Link
from app.core.request_origin import OPERATOR
from app.db import write_tx
from app.extensions import now

audit = AppGroup("audit", help="Read, check and prune the security history.")
audit.add_command(prune)


_UNREADABLE = "A row of the history cannot be read: `flask audit verify` tells which one."
_BEGINS = "Take the existing rows as they are, and begin the chain behind them?"


class _Address(click.ParamType[str]):
    name = "address"

    def convert(self, value: Any, _param: Any, _context: Any) -> str:
        try:
            return searched_address(value)
        except ValueError:
            self.fail(f"{value!r} is no IP address, and not `{OPERATOR}`")


class _Head(click.ParamType[Link]):
    name = "number:mac"

    def convert(self, value: Any, _param: Any, _context: Any) -> Link:
        found = re.fullmatch(r"([0-9]{1,18}):([0-9a-f]{64})", value.strip(), re.ASCII)
        if not found:
            self.fail(f"{value!r} is no head: give what `flask audit head` printed")
        return Link(int(found[1]), found[2])


def _search_options(command: Callable[..., None]) -> Callable[..., None]:
    for option in (
        click.option("--until", type=Moment(ends_day=True), help="Only up to then, in UTC."),
        click.option(
            "--from", "--since", "since", type=Moment(), help="Only from then on, in UTC."
        ),
        click.option("--type", "event", type=click.Choice([each.value for each in Event])),
        click.option(
            "--ip", type=_Address(), help="Only events from this address, or from `operator`."
        ),
        click.option(
            "--user", "user_id", metavar="ID", help="The same by its id, also of a deleted one."
        ),
        click.option("--email", help="Only events of this account."),
    ):
        command = option(command)
    return command


def _search(*, email: str | None, user_id: str | None, **narrowing: Any) -> Search:
    if email and user_id:
        raise click.UsageError("Give --email or --user, not both.")
    return Search(subject_id=find_user(email).id if email else user_id, **narrowing)


@audit.command("list")
@_search_options
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True)
@json_option
@one_line_failures
def list_events(*, limit: int, as_json: bool, **narrowing: Any) -> None:
    """List events, newest first; rows hold ids, no addresses.

    Several options narrow the list.
    """
    search = _search(**narrowing)
    try:
        lines = [_line(each) for each in newest_events(search, limit=limit)]
    except UNREADABLE:
        raise click.ClickException(_UNREADABLE) from None
    show(lines, as_json=as_json)


@audit.command("export")
@click.argument("target", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--format", "kind", type=click.Choice(sorted(FORMATS)), default=CSV, show_default=True
)
@_search_options
@json_option
@one_line_failures
def export(*, target: Path, kind: str, as_json: bool, **narrowing: Any) -> None:
    """Write events to a new FILE, newest first.

    They hold the addresses of accounts. FILE is CSV, or holds one JSON object a line. The history
    keeps who took what.
    """
    search = _search(**narrowing)
    if target.exists():
        raise click.ClickException(f"{target} exists.")
    record_export(search, kind, act=operator_act(now()))
    pages = export_pages(search, kind)
    try:
        many = private_files.write_new(
            target, (line.rstrip("\r\n") for page in pages for line in page)
        )
    except OSError as wrong:
        raise click.ClickException(f"{target}: {wrong.strerror}.") from None
    except UNREADABLE:
        raise click.ClickException(_UNREADABLE) from None
    many -= len(FORMATS[kind][0])
    say(f"{many} events written to {target}.", as_json=as_json, file=str(target), exported=many)


@audit.command("head")
@json_option
@one_line_failures
def head(*, as_json: bool) -> None:
    """Print where the history ends, as NUMBER:MAC.

    Keep it on another machine.
    """
    end = chain.current_head()
    if end is None:
        raise click.ClickException("The history has no chain: `flask audit verify` says more.")
    say(f"{end.number}:{end.mac}", as_json=as_json, number=end.number, mac=end.mac)


@audit.command("verify")
@click.option("--head", "exported", type=_Head(), help="What `flask audit head` printed earlier.")
@json_option
@one_line_failures
def verify(*, exported: Link | None, as_json: bool) -> None:
    """Check the history for edited, removed, moved, cut or forged rows.

    Rows that were cut off the end are found for sure only with --head.
    """
    found = check(exported=exported)
    say(
        "\n".join(_sentences(found, exported)),
        as_json=as_json,
        ok=not found.faults,
        rows=found.rows,
        older=found.older,
        pruned=found.pruned,
        head=f"{found.head.number}:{found.head.mac}",
        faults=[{"number": fault.number, "what": fault.what} for fault in found.faults],
    )
    if found.faults:
        sys.exit(1)


@audit.command("begin")
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
@one_line_failures
def begin(*, yes: bool, as_json: bool) -> None:
    """Begin the chain of a history that has none.

    The chain closes the rows that are there as they are. Use this for a database of a release
    without a chain, or where somebody took the chain away. Earlier changes to the rows cannot be
    found any more.
    """
    if not yes:
        click.confirm(_BEGINS, abort=True, err=as_json)
    with write_tx() as tx:
        closed = chain.begin(tx, now())
    told = f"The chain has begun; it closes {closed} older rows. Keep what `flask audit head` says."
    say(told, as_json=as_json, older=closed)


def _sentences(found: Verdict, exported: Link | None) -> list[str]:
    if found.faults:
        return ["The history is broken:", *found.sentences()]
    told = f"The history is whole: {found.rows} rows, up to row {found.head.number}"
    if exported:
        told += f"; row {exported.number} is the head that was exported"
    if found.pruned:
        told += f"; those up to row {found.pruned} were pruned"
    if found.older:
        told += f"; {found.older} older rows, from before the chain, are as it found them"
    return [f"{told}."]


def _line(event: AuditEvent) -> dict[str, Any]:
    return {
        "number": event.number,
        "at": event.at.isoformat(),
        "type": event.type,
        "outcome": event.outcome,
        "subject": event.subject_id,
        "actor": event.actor_id,
        "ip": event.ip,
        "userAgent": event.user_agent,
        "requestId": event.request_id,
        "detail": event.detail,
    }
