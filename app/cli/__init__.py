"""The `flask` commands of operators."""

from flask import Flask

from app.cli.audit import audit
from app.cli.keys import keys
from app.cli.mail import mail
from app.cli.maintenance import doctor, purge
from app.cli.policy import policy
from app.cli.restoring import restore_fence
from app.cli.serve import openapi, serve
from app.cli.twofactor import twofactor
from app.cli.users import users


def init_commands(app: Flask) -> None:
    """Attach every command."""
    for group in (users, twofactor, policy, audit, keys, mail):
        app.cli.add_command(group)
    for command in (doctor, purge, restore_fence, openapi, serve):
        app.cli.add_command(command)
