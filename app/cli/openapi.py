"""`flask openapi`."""

import json

import click
from flask import current_app
from flask.cli import with_appcontext

from app.web.pages.openapi import document


@click.command("openapi")
@with_appcontext
def openapi() -> None:
    """Print the OpenAPI document.

    \b
    Example:
      flask openapi > docs/openapi.json
    """
    click.echo(json.dumps(document(current_app), indent=2, sort_keys=True))
