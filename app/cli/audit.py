"""`flask audit …`: reads the security history and checks it for changes."""

import ipaddress
import re
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

import click
from flask.cli import AppGroup

from app.audit import chain
from app.audit.events import Event
from app.audit.models import AuditEvent
from app.audit.service import Search, recent
from app.audit.spelling import UNREADABLE
from app.audit.verification import Verdict
from app.audit.verification import verify as check
from app.cli.output import find_user, json_option, one_line_failures, say, show
from app.cli.pruning import prune
from app.core.hash_chain import Link
from app.core.request_origin import OPERATOR
from app.db import write_tx
from app.extensions import now

audit = AppGroup("audit", help="Read, check and prune the security history.")
audit.add_command(prune)


_UNREADABLE = "A row of the history cannot be read: `flask audit verify` tells which one."
_DAY = len("2026-11-21")
_BEGINS = "Take the existing rows as they are, and begin the chain behind them?"


class _Moment(click.ParamType[datetime]):
    name = "time"

    def __init__(self, *, ends_day: bool = False) -> None:
        """Take whether a day without a time stands for its end."""
        self._ends_day = ends_day

    def convert(self, value: Any, _param: Any, _context: Any) -> datetime:
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no time: write 2026-11-21 or 2026-11-21T12:00:00Z")
        if self._ends_day and len(value) <= _DAY:
            moment += timedelta(days=1, microseconds=-1)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


class _Address(click.ParamType[str]):
    name = "address"

    def convert(self, value: Any, _param: Any, _context: Any) -> str:
        try:
            return value if value == OPERATOR else str(ipaddress.ip_address(value))
        except ValueError:
            self.fail(f"{value!r} is no IP address, and not `{OPERATOR}`")


class _Head(click.ParamType[Link]):
    name = "number:mac"

    def convert(self, value: Any, _param: Any, _context: Any) -> Link:
        found = re.fullmatch(r"([0-9]{1,18}):([0-9a-f]{64})", value.strip(), re.ASCII)
        if not found:
            self.fail(f"{value!r} is no head: give what `flask audit head` printed")
        return Link(int(found[1]), found[2])


@audit.command("list")
@click.option("--email", help="Only events of this account.")
@click.option("--user", "user_id", metavar="ID", help="The same by its id, also of a deleted one.")
@click.option("--ip", type=_Address(), help="Only events from this address, or from `operator`.")
@click.option("--type", "event", type=click.Choice([each.value for each in Event]))
@click.option("--from", "--since", "since", type=_Moment(), help="Only from then on, in UTC.")
@click.option("--until", type=_Moment(ends_day=True), help="Only up to then, in UTC.")
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True)
@json_option
@one_line_failures
def list_events(
    *, email: str | None, user_id: str | None, limit: int, as_json: bool, **narrowing: Any
) -> None:
    """List events, newest first; rows hold ids, no addresses.

    Several options narrow the list.
    """
    if email and user_id:
        raise click.UsageError("Give --email or --user, not both.")
    subject = find_user(email).id if email else user_id
    try:
        found = recent(Search(subject_id=subject, **narrowing), limit=limit)
        lines = [_line(each) for each in found]
    except UNREADABLE:
        raise click.ClickException(_UNREADABLE) from None
    show(lines, as_json=as_json)


@audit.command("head")
@json_option
@one_line_failures
def head(*, as_json: bool) -> None:
    """Print where the history ends, as NUMBER:MAC.

    Keep it on another machine.
    """
    found = chain.current_head()
    if found is None:
        raise click.ClickException("The history has no chain: `flask audit verify` says more.")
    say(f"{found.number}:{found.mac}", as_json=as_json, number=found.number, mac=found.mac)


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
        broken = [
            f"{f'Row {fault.number}' if fault.number else 'The history'} {fault.what}."
            for fault in found.faults
        ]
        return ["The history is broken:", *broken]
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
