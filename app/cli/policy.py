"""`flask policy …`: who must use what, and from when."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import click
from flask.cli import AppGroup

from app.cli.moments import Moment
from app.cli.output import find_user, json_option, one_line_failures, say, show, show_pages
from app.cli.paging import pages_of
from app.config.operators import operator_act
from app.core.spreadsheets import csv_line
from app.extensions import now
from app.policy.dates import extend
from app.policy.levels import WORDS
from app.policy.report import Reported, count_states, list_people
from app.policy.rows import Listed, list_policies
from app.policy.service import MOST_DAYS, Changed, Wish, set_policy, warnings_of

policy = AppGroup("policy", help="Say who must use a second factor, and from when.")
_HEADS = ("email", "name", "role", "groups", "level", "state", "setUpBy")


@policy.command("show")
@json_option
@one_line_failures
def show_policy(*, as_json: bool) -> None:
    """Show the policy of everybody, of roles and of groups."""
    show([_line(each) for each in list_policies()], as_json=as_json)


@policy.command("set")
@click.argument("level", type=click.Choice(WORDS))
@click.option("--group", help="A group or a role; everybody where left out.")
@click.option(
    "--from", "starts_at", type=Moment(), help="Its start: a day (00:00 UTC) or a moment."
)
@click.option(
    "--grace",
    "grace_days",
    type=click.IntRange(0, MOST_DAYS),
    default=0,
    metavar="DAYS",
    help="So many days for each person, from when they are told.",
)
@click.option("--force", is_flag=True, help="Also where every administrator would fall outside.")
@json_option
@one_line_failures
def change_policy(*, force: bool, as_json: bool, **wish: Any) -> None:
    """Set LEVEL; running servers follow at the next request.

    `admins` and `everyone` are words for two_factor: for administrators, or for everybody. Without
    --from and --grace it holds now. `optional --group GROUP` takes a group's policy away. Whoever
    is asked for more than they have gets one mail with their date.
    """
    changed = set_policy(Wish(**wish), act=operator_act(now()), force=force)
    say(
        "\n".join(_told(list_policies(), changed)),
        as_json=as_json,
        policies=[_line(each) for each in list_policies()],
        mailed=changed.mailed,
        stopped=changed.stopped,
    )


@policy.command("extend")
@click.argument("email")
@click.option(
    "--until", type=Moment(ends_day=True), required=True, help="The end of a day, or a moment."
)
@json_option
@one_line_failures
def extend_date(*, email: str, until: datetime, as_json: bool) -> None:
    """Give EMAIL until a later moment; the owner gets a mail.

    Nothing else moves a date that a person was told.
    """
    user = extend(find_user(email).email, until, act=operator_act(now()))
    told = f"{user.email} has until {until:%F %H:%M} UTC."
    say(told, as_json=as_json, email=user.email, until=until.isoformat())


@policy.command("report")
@click.option("--csv", "as_csv", is_flag=True, help="Write CSV, for a spreadsheet.")
@json_option
@one_line_failures
def report(*, as_csv: bool, as_json: bool) -> None:
    """Show how each person stands to the policy."""
    pages = pages_of(list_people, key=lambda each: each.user.id)
    lines = ([_person(each) for each in page] for page in pages)
    if as_csv:
        _write_csv(lines)
        return
    show_pages(lines, as_json=as_json)
    if not as_json:
        click.echo(", ".join(f"{many} {state}" for state, many in count_states().items()))


def _write_csv(pages: Iterable[list[dict[str, Any]]]) -> None:
    click.echo(csv_line(_HEADS), nl=False)
    for page in pages:
        for line in page:
            click.echo(csv_line([line[head] for head in _HEADS]), nl=False)


def _person(each: Reported) -> dict[str, Any]:
    user, due = each.user, each.due
    return {
        "email": user.email,
        "name": user.name,
        "role": user.role,
        "groups": " ".join(user.groups),
        "level": each.level,
        "state": each.state.value,
        "setUpBy": due.astimezone(UTC).isoformat() if due else None,
    }


def _line(each: Listed) -> dict[str, Any]:
    return {
        "group": each.group,
        "level": each.level,
        "from": each.starts_at.isoformat() if each.starts_at else None,
        "grace": each.grace_days,
        "until": each.until,
    }


def _told(policies: Iterable[Listed], changed: Changed) -> Iterable[str]:
    for each in policies:
        since = f", from {each.starts_at:%F %H:%M} UTC" if each.starts_at else ""
        grace = f", {each.grace_days} days of grace" if each.grace_days else ""
        before = f" ({each.until} until then)" if each.until else ""
        yield f"{each.group}: {each.level}{since}{grace}{before}."
    yield f"{changed.mailed} mailed."
    yield from warnings_of(changed)
