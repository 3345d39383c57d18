"""The command `second-lock` of the wheel: every `flask` command of the program beside it.

The wheel has this module as `second_lock/__init__.py`. The program lies in `second_lock/program`,
as in a checkout: its names `app` and `wsgi` are in nobody's way in site-packages.
"""

import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

import click
from flask import Flask
from flask.cli import FlaskGroup

PROGRAM = Path(__file__).resolve().parent / "program"
_NAME = "second-lock"


class _Help(click.HelpFormatter):
    """Names the command that is there."""

    def getvalue(self) -> str:
        return _renamed(super().getvalue())


class _Commands(FlaskGroup):
    """The program's commands, whatever the folder and FLASK_APP are."""

    def __init__(self) -> None:
        super().__init__(
            add_default_commands=False,
            add_version_option=False,
            create_app=_application,
            load_dotenv=False,
            set_debug_flag=False,
            help="Accounts and a second factor for a small team.",
        )
        # --app would name another program, --env-file needs a library that is not here.
        self.params = []

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; a refusal names the command that is there."""
        try:
            return super().invoke(ctx)
        except click.ClickException as refusal:
            if type(refusal) is not click.ClickException:  # the others quote what was typed
                raise
            raise click.ClickException(_renamed(refusal.message)) from None


def main() -> None:
    """Run the command that the arguments name."""
    sys.path.insert(0, str(PROGRAM))
    click.Context.formatter_class = _Help
    commands = click.version_option(version(_NAME), prog_name=_NAME)(_Commands())
    try:
        commands.main(prog_name=_NAME)
    except SystemExit as ended:
        if not isinstance(ended.code, str):
            raise
        sys.exit(_renamed(ended.code))


def _application() -> Flask:
    from wsgi import app  # noqa: PLC0415

    return app


def _renamed(text: str) -> str:
    for before in ("`", "  "):
        text = text.replace(f"{before}flask ", f"{before}{_NAME} ")
    return text
