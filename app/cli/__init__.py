"""The `flask` commands of operators."""

import io
import sys
from pkgutil import resolve_name

import click
from flask import Flask
from flask.cli import AppGroup

from app.db.migrations import init_migrations

_COMMANDS = {
    "2fa": "app.cli.twofactor:twofactor",
    "app-tokens": "app.cli.app_tokens:app_tokens",
    "apps": "app.cli.apps:apps",
    "audit": "app.cli.audit:audit",
    "clients": "app.cli.clients:clients",
    "doctor": "app.cli.maintenance:doctor",
    "groups": "app.cli.groups:groups",
    "invitations": "app.cli.invitations:invitations",
    "keys": "app.cli.keys:keys",
    "mail": "app.cli.mail:mail",
    "openapi": "app.cli.openapi:openapi",
    "overview": "app.cli.overview:overview",
    "passkeys": "app.cli.passkeys:passkeys",
    "policy": "app.cli.policy:policy",
    "purge": "app.cli.maintenance:purge",
    "recovery": "app.cli.recovery:recovery",
    "restore-fence": "app.cli.restoring:restore_fence",
    "serve": "app.cli.serve:serve",
    "users": "app.cli.users:users",
}
_MIGRATIONS, _COPY = "db", "app.cli.copying:copy"


class _Commands(AppGroup):
    """Loads a command when it is called.

    A server does not load what the other commands need.
    """

    def __init__(self, app: Flask) -> None:
        """Take the application that the commands are for."""
        super().__init__(app.name)
        self._app = app

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        return sorted([*_COMMANDS, _MIGRATIONS])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, or None where there is none of that name."""
        _spell_out_what_the_terminal_lacks()
        if cmd_name == _MIGRATIONS:
            self._tell_of_new_database()
            init_migrations(self._app)  # Flask-Migrate adds its group itself
            group = super().get_command(ctx, cmd_name)
            assert isinstance(group, click.Group)
            group.add_command(resolve_name(_COPY))
            return group
        place = _COMMANDS.get(cmd_name)
        return resolve_name(place) if place else None

    def _tell_of_new_database(self) -> None:
        from app.cli.output import tell_of_new_database  # noqa: PLC0415

        with self._app.app_context():
            tell_of_new_database()


def _spell_out_what_the_terminal_lacks() -> None:
    # A name may hold letters that a Latin-1 terminal cannot show. Python would end the command.
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


def init_commands(app: Flask) -> None:
    """Attach every command."""
    app.cli = _Commands(app)
