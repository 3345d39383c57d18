"""`flask 2fa …`: the second factor of an account, for operators."""

import sys
from typing import TextIO

import click
from flask.cli import AppGroup

from app.accounts.factor_reset import reset_second_factor
from app.cli.acting import acting
from app.cli.output import describe, find_user, json_option, one_line_failures, say, show
from app.cli.transfer import export_factors, import_factors
from app.core import qr
from app.core.act import Act
from app.core.codes import TotpCode, parse_code
from app.core.errors import AlreadyEnabled, InvalidRequest
from app.core.totp import Totp, new_secret
from app.twofactor import enrolment, service

_COLUMNS = ("id", "kind", "name", "createdAt", "lastUsedAt")

twofactor = AppGroup("2fa", help="Look at, reset, set up and move second factors.")
twofactor.add_command(import_factors)
twofactor.add_command(export_factors)


@twofactor.command("status")
@click.argument("email")
@json_option
@one_line_failures
def status(*, email: str, as_json: bool) -> None:
    """Show how the second factor of EMAIL stands.

    Lists each authenticator and passkey.
    """
    user = find_user(email)
    found = {"email": user.email, **service.status(user)}
    if as_json:
        describe(found, as_json=True)
        return
    listed = found.pop("authenticators")
    describe(found, as_json=False)
    if listed:
        click.echo()
        show([{head: each[head] for head in _COLUMNS} for each in listed], as_json=False)


@twofactor.command("reset")
@click.argument("email")
@click.option("--end-password", is_flag=True, help="Also end the password, and mail a link.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
@one_line_failures
@acting
def reset(*, email: str, end_password: bool, yes: bool, as_json: bool, act: Act) -> None:
    """Remove the second factor of EMAIL.

    Every session ends, and the owner gets a mail. Their next sign-in asks for a new factor. With
    --end-password nobody who knows the password can be the first to set one up.
    """
    user = find_user(email)
    if not yes:
        click.confirm(f"Remove the second factor of {user.email}?", abort=True, err=as_json)
    reset_second_factor(user.id, ends_password=end_password, act=act)
    more = " A link for a new password is on its way." if end_password else ""
    told = f"The second factor of {user.email} is removed.{more}"
    say(told, as_json=as_json, email=user.email)


@twofactor.command("require")
@click.argument("email")
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
@one_line_failures
@acting
def require(*, email: str, yes: bool, as_json: bool, act: Act) -> None:
    """Ask EMAIL for a new second factor at the next sign-in.

    Removes the factor that is on. Every session ends, and the owner gets a mail.
    """
    user = find_user(email)
    if user.has_two_factor and not yes:
        click.confirm(f"Remove the second factor of {user.email}?", abort=True, err=as_json)
    user = service.ask_to_enrol(user.id, act=act)
    told = f"{user.email} sets up a second factor at the next sign-in."
    say(told, as_json=as_json, email=user.email, mustEnrol=True)


@twofactor.command("enroll")
@click.argument("email")
@json_option
@one_line_failures
@acting
def enroll(*, email: str, as_json: bool, act: Act) -> None:
    """Set up an authenticator for EMAIL.

    Draws the QR code and asks for a first code.
    """
    user = find_user(email)
    if user.has_two_factor:
        raise AlreadyEnabled(f"{user.email} has two-factor authentication already.")
    made = Totp(new_secret())
    uri = enrolment.uri_of(made, user.email)
    drawn = _drawn(uri, sys.stderr if as_json else sys.stdout)
    click.echo(f"{drawn}\nKey: {made.secret}\n{uri}\n", err=as_json)
    code = parse_code(click.prompt("Code", err=as_json))
    if not isinstance(code, TotpCode):
        raise InvalidRequest("Enter the 6 digits of the app.")
    codes = enrolment.enroll_by_operator(user.id, made, code.digits, act=act)
    listed = "\n".join(codes)
    say(
        f"Two-factor authentication is on for {user.email}. Backup codes:\n{listed}",
        as_json=as_json,
        email=user.email,
        backupCodes=codes,
    )


def _drawn(text: str, terminal: TextIO) -> str:
    try:
        "▀▄█".encode(terminal.encoding or "ascii")
        has_blocks = True
    except UnicodeEncodeError:
        has_blocks = False
    return qr.terminal(text, has_blocks=has_blocks, has_colours=terminal.isatty())
