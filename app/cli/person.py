"""`flask users …`: what an operator does for one person."""

from typing import Any

import click
from flask.cli import with_appcontext

from app.accounts import help_desk
from app.cli.acting import acting
from app.cli.output import find_user, json_option, one_line_failures, say, show
from app.core.act import Act
from app.core.devices import describe_device
from app.core.languages import languages
from app.extensions import now
from app.sessions.service import list_sessions
from app.sessions.trusted_browsers import list_devices
from app.users.schemas import user_json


@click.command("sign-out")
@click.argument("email")
@json_option
@with_appcontext
@one_line_failures
@acting
def sign_out(*, email: str, as_json: bool, act: Act) -> None:
    """End every sign-in, trusted browser and app token of EMAIL."""
    user = help_desk.sign_out(find_user(email).id, act=act)
    say(f"{user.email} is signed out everywhere.", as_json=as_json, email=user.email)


@click.command("sessions")
@click.argument("email")
@json_option
@with_appcontext
@one_line_failures
def sessions(*, email: str, as_json: bool) -> None:
    """Show where EMAIL is signed in, and which browsers they trust."""
    user = find_user(email)
    signed_in = [
        {**_place(each), "kind": each.kind, "lastSeenAt": each.last_seen_at.isoformat()}
        for each in list_sessions(user.id, now())
    ]
    trusted = [
        {**_place(each), "lastUsedAt": each.last_used_at.isoformat()}
        for each in list_devices(user, now())
    ]
    if as_json:
        say("", as_json=True, email=user.email, sessions=signed_in, trustedBrowsers=trusted)
        return
    click.echo("Sessions:")
    show(signed_in, as_json=False)
    click.echo("\nTrusted browsers:")
    show(trusted, as_json=False)


@click.command("set-email")
@click.argument("email")
@click.argument("new")
@click.option("--unverified", is_flag=True, help="Mail NEW a link that verifies it first.")
@json_option
@with_appcontext
@one_line_failures
@acting
def set_email(*, email: str, new: str, unverified: bool, as_json: bool, act: Act) -> None:
    """Move the account of EMAIL to the address NEW.

    Its sessions end, and EMAIL gets a mail. Without --unverified your word proves NEW.
    """
    found = find_user(email)
    former = found.email
    user = help_desk.set_address(found.id, new, verified=not unverified, act=act)
    say(f"{former} is now {user.email}.", as_json=as_json, **user_json(user))


@click.command("set-name")
@click.argument("email")
@click.argument("name")
@json_option
@with_appcontext
@one_line_failures
@acting
def set_name(*, email: str, name: str, as_json: bool, act: Act) -> None:
    """Change the name of EMAIL; the owner gets a mail."""
    user = help_desk.set_name(find_user(email).id, name, act=act)
    say(f"{user.email} is now called {user.name!r}.", as_json=as_json, **user_json(user))


@click.command("set-locale")
@click.argument("email")
@click.argument("locale", type=click.Choice(languages()))
@json_option
@with_appcontext
@one_line_failures
@acting
def set_locale(*, email: str, locale: str, as_json: bool, act: Act) -> None:
    """Change the language of EMAIL; the owner gets a mail in it."""
    user = help_desk.set_locale(find_user(email).id, locale, act=act)
    say(f"Mails to {user.email} are in {user.locale}.", as_json=as_json, **user_json(user))


@click.command("verify")
@click.argument("email")
@json_option
@with_appcontext
@one_line_failures
@acting
def verify(*, email: str, as_json: bool, act: Act) -> None:
    """Take the address of EMAIL as verified, by your word.

    The password stays: do so only where you know who chose it.
    """
    user = help_desk.mark_verified(find_user(email).id, act=act)
    say(f"{user.email} is verified.", as_json=as_json, **user_json(user))


@click.command("resend-verification")
@click.argument("email")
@json_option
@with_appcontext
@one_line_failures
@acting
def resend_verification(*, email: str, as_json: bool, act: Act) -> None:
    """Mail EMAIL a new link that verifies the address."""
    user = help_desk.resend_verification(find_user(email).id, act=act)
    say(f"A link is on its way to {user.email}.", as_json=as_json, email=user.email)


@click.command("send-reset")
@click.argument("email")
@json_option
@with_appcontext
@one_line_failures
@acting
def send_reset(*, email: str, as_json: bool, act: Act) -> None:
    """Mail EMAIL a link that sets a password.

    The present password works until then.
    """
    user = help_desk.send_reset(find_user(email).id, act=act)
    say(f"A link is on its way to {user.email}.", as_json=as_json, email=user.email)


COMMANDS = (
    sign_out,
    sessions,
    set_email,
    set_name,
    set_locale,
    verify,
    resend_verification,
    send_reset,
)


def _place(row: Any) -> dict[str, Any]:
    return {
        "id": row.id,
        "ip": row.ip,
        "device": describe_device(row.user_agent),
        "createdAt": row.created_at.isoformat(),
    }
