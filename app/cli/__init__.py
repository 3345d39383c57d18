"""The `flask` commands of operators."""

from pkgutil import resolve_name

import click
from flask import Flask
from flask.cli import AppGroup

_COMMANDS = {
    "2fa": "app.cli.twofactor:twofactor",
    "audit": "app.cli.audit:audit",
    "db": "flask_migrate.cli:db",
    "doctor": "app.cli.maintenance:doctor",
    "keys": "app.cli.keys:keys",
    "mail": "app.cli.mail:mail",
    "openapi": "app.cli.openapi:openapi",
    "policy": "app.cli.policy:policy",
    "purge": "app.cli.maintenance:purge",
    "restore-fence": "app.cli.restoring:restore_fence",
    "serve": "app.cli.serve:serve",
    "users": "app.cli.users:users",
}


class _Commands(AppGroup):
    """Loads a command when it is asked for: a server never needs what the others need."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, or None where there is none of that name."""
        place = _COMMANDS.get(cmd_name)
        return resolve_name(place) if place else None


def init_commands(app: Flask) -> None:
    """Attach every command."""
    app.cli = _Commands(app.name)
