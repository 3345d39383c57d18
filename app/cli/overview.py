"""`flask overview` counts people, mails, sign-ins and refusals."""

import click
from flask.cli import with_appcontext

from app.admin.overview import overview_json, take_overview
from app.cli.output import describe, json_option, one_line_failures, show
from app.extensions import now

_WORDS = {
    "total": "people",
    "withSecondFactor": "with second factor",
    "withPasskey": "with passkey",
}


@click.command("overview")
@json_option
@with_appcontext
@one_line_failures
def overview(*, as_json: bool) -> None:
    """Count people, mails, recoveries, and 30 days of sign-ins and refusals.

    Days are in UTC. It prints what the administrators' page shows first.
    """
    found = overview_json(take_overview(now()))
    if as_json:
        describe(found, as_json=True)
        return
    figures = {_WORDS.get(name, name): many for name, many in found["people"].items()}
    for kind in ("mails", "recoveries"):
        figures |= {f"{kind} {name}": many for name, many in found[kind].items()}
    describe(figures, as_json=False)
    click.echo()
    show(found["days"], as_json=False)
