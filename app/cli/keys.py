"""`flask keys …`: making keys for an environment file."""

from flask.cli import AppGroup

from app.cli.output import json_option, say
from app.config.keyfile import generate_keys

keys = AppGroup("keys", help="Make keys.")


@keys.command("generate", with_appcontext=False)
@json_option
def generate(*, as_json: bool) -> None:
    """Print fresh keys as NAME=value lines; works before anything is set."""
    made = generate_keys()
    lines = "\n".join(f"{name}={value}" for name, value in made.items())
    say(lines, as_json=as_json, **made)
