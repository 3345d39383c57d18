"""`flask keys …`: makes, shows and rotates keys while servers run."""

from collections.abc import Sequence
from typing import Any

import click
from flask.cli import AppGroup

from app.audit.events import Event
from app.audit.service import record
from app.cli.output import json_option, one_line_failures, say, show
from app.cli.rotation import Rotation
from app.config.keyfile import KEY_NAMES, generate_keys
from app.config.operators import operator_act
from app.config.rotation import one_rotation
from app.db import write_tx
from app.extensions import now, runtime
from app.keys.inventory import held_keys, peppered_hashes, sealed_values
from app.users.models import User

_WORDS = dict(zip(("secret", "twofa", "encryption", "pepper"), KEY_NAMES, strict=True))
_ENDS = (
    "Drop the old keys? Sessions that were signed under an old SECRET_KEY end, half-finished "
    "logins under an old TWOFA_SECRET_KEY too."
)
_BY_HAND = (
    "{names} of the environment: append a fresh key (`flask keys generate`) on every node, "
    "restart, move it to the front, restart, run this again, then take the old one out."
)

keys = AppGroup("keys", help="Make, count and rotate keys.")


@keys.command("generate", with_appcontext=False)
@json_option
def generate(*, as_json: bool) -> None:
    """Print fresh keys as NAME=value lines; works before anything is set."""
    made = generate_keys()
    lines = "\n".join(f"{name}={value}" for name, value in made.items())
    say(lines, as_json=as_json, **made)


@keys.command("status")
@json_option
@one_line_failures
def status(*, as_json: bool) -> None:
    """Show which keys are held, and how many values need each.

    Also shows where they come from.
    """
    held = [
        {
            "name": each.name,
            "source": "keys.env" if each.from_file else "environment",
            "keys": len(each.ids),
            "current": each.ids[0],
            "older": list(each.older),
        }
        for each in held_keys().values()
    ]
    needs = {**sealed_values(), "users.password_hash": peppered_hashes(User.password_hash)}
    if as_json:
        say("", as_json=True, keys=held, values=needs)
        return
    show(held, as_json=False)
    click.echo()
    show(_counts(needs), as_json=False)


@keys.command("rotate")
@click.option(
    "--only", multiple=True, type=click.Choice(list(_WORDS)), help="These keys alone (repeatable)."
)
@click.option("--resume", is_flag=True, help="Make no fresh keys; finish the re-sealing.")
@click.option("--drop-old", is_flag=True, help="Make no fresh keys; re-seal and drop old ones.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
@one_line_failures
def rotate(*, only: Sequence[str], resume: bool, drop_old: bool, yes: bool, as_json: bool) -> None:
    """Put fresh keys in front and seal secrets anew under them.

    Servers go on, and nobody is signed out. The command can be stopped at any time and run again.
    """
    if drop_old and not yes:
        click.confirm(_ENDS, abort=True, err=as_json)
    rotation = Rotation([_WORDS[word] for word in only] or KEY_NAMES, quiet=as_json)
    with one_rotation(runtime().key_file):
        sealed_values()  # a database that does not answer ends this before any key changes
        if not (resume or drop_old):
            rotation.add_fresh()
        rotation.reseal()
        if drop_old:
            rotation.drop_old()
        _note(rotation)
    _report(rotation, as_json=as_json)


def _note(rotation: Rotation) -> None:
    with write_tx() as tx:
        record(
            tx,
            Event.KEYS_ROTATED,
            subject_id=None,
            act=operator_act(now()),
            fresh=rotation.fresh,
            resealed=_done(rotation),
            dropped=rotation.dropped,
        )


def _report(rotation: Rotation, *, as_json: bool) -> None:
    by_hand = [each.name for each in held_keys().values() if not each.from_file]
    by_hand = [name for name in by_hand if name in rotation.names]
    advice = _BY_HAND.format(names=", ".join(by_hand)) if by_hand else None
    unreadable = {name: each.unreadable for name, each in rotation.resealed.items()}
    lines = [
        *(f"{name}: {key_id} is new." for name, key_id in rotation.fresh.items()),
        *(f"{name}: {count} sealed anew." for name, count in _done(rotation).items()),
        *(
            f"{name}: opens under no key, owner {o}."
            for name, all_ in unreadable.items()
            for o in all_
        ),
        *(f"{name}: {', '.join(ids)} dropped." for name, ids in rotation.dropped.items()),
        *([advice] if advice else []),
    ]
    say(
        "\n".join(lines),
        as_json=as_json,
        fresh=rotation.fresh,
        resealed=_done(rotation),
        unreadable=unreadable,
        left=rotation.left,
        dropped=rotation.dropped,
        environment=by_hand,
    )
    if rotation.left:
        raise click.ClickException(
            f"{rotation.left} values still lie under older keys: `flask keys rotate --resume`."
        )


def _done(rotation: Rotation) -> dict[str, int]:
    return {name: each.done for name, each in rotation.resealed.items()}


def _counts(needs: dict[str, dict[str, int]]) -> list[dict[str, Any]]:
    return [
        {"values": name, "key": key_id, "count": count}
        for name, counts in needs.items()
        for key_id, count in counts.items()
    ]
