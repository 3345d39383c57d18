"""The words of every mail."""

from dataclasses import asdict, dataclass
from datetime import datetime

from app.config import Settings
from app.core.client import Client


@dataclass(frozen=True)
class Message:
    """One mail before it is queued."""

    kind: str
    to: str
    subject: str
    text: str

    def content(self) -> dict[str, str]:
        """Return the fields as they are sealed."""
        return asdict(self)


def verify_email(
    settings: Settings, to: str, *, token: str, client: Client, now: datetime
) -> Message:
    """Ask the owner of an address to verify it; says when and from where it was registered."""
    return Message(
        kind="verify_email",
        to=to,
        subject=f"Verify your e-mail for {settings.app_name}",
        text=(
            f"Someone, hopefully you, registered this address at {settings.app_name}\n"
            f"on {_moment(now)} from {client.ip or 'the command line'}.\n\n"
            f"Open this link within {settings.verify_email_seconds // 3600} hours to verify it:\n\n"
            f"{settings.public_url}/verify-email#token={token}\n\n"
            "Was it not you? Then do nothing: without this link nobody can sign in.\n"
        ),
    )


def already_registered(settings: Settings, to: str, *, client: Client, now: datetime) -> Message:
    """Tell the owner of a taken address that somebody tried to register it again."""
    return Message(
        kind="already_registered",
        to=to,
        subject=f"You already have an account at {settings.app_name}",
        text=(
            f"Someone tried to register this address at {settings.app_name}\n"
            f"on {_moment(now)} from {client.ip}. It already has an account, and\n"
            "nothing was changed.\n\n"
            f"Was it you? Sign in: {settings.public_url}/login\n"
        ),
    )


def two_factor_changed(settings: Settings, to: str, *, what: str, now: datetime) -> Message:
    """Tell the owner that two-factor authentication was turned on, off, replaced or reset."""
    return Message(
        kind="two_factor_changed",
        to=to,
        subject=f"Two-factor authentication was {what}",
        text=(
            f"Two-factor authentication of your {settings.app_name} account was {what}\n"
            f"on {_moment(now)}. Your other sessions were signed out.\n\n"
            "Was it not you? Sign in, change your password and look at your sessions:\n"
            f"{settings.public_url}/profile\n"
        ),
    )


def backup_code_used(settings: Settings, to: str, *, left: int, now: datetime) -> Message:
    """Tell the owner that a backup code was spent, and warn when few are left."""
    warning = "Make new ones soon: " if left <= 3 else "You can make new ones: "
    return Message(
        kind="backup_code_used",
        to=to,
        subject="A backup code was used",
        text=(
            f"A backup code of your {settings.app_name} account was used on {_moment(now)}.\n"
            f"{left} are left. {warning}{settings.public_url}/profile\n\n"
            "Was it not you? Change your password and make new backup codes.\n"
        ),
    )


def codes_locked(settings: Settings, to: str, *, client: Client, now: datetime) -> Message:
    """Tell the owner that somebody with the right password guessed codes until they were locked."""
    return Message(
        kind="codes_locked",
        to=to,
        subject="Someone with your password guessed codes",
        text=(
            f"Someone gave the right password of your {settings.app_name} account and then\n"
            f"too many wrong codes, on {_moment(now)} from {client.ip}.\n"
            "Codes are not taken for a while.\n\n"
            f"Was it not you? Change your password: {settings.public_url}/profile\n"
        ),
    )


def backup_codes_replaced(settings: Settings, to: str, *, now: datetime) -> Message:
    """Tell the owner that new backup codes were made and the old ones are void."""
    return Message(
        kind="backup_codes_replaced",
        to=to,
        subject="New backup codes were made",
        text=(
            f"New backup codes were made for your {settings.app_name} account\n"
            f"on {_moment(now)}. The old ones no longer work.\n\n"
            f"Was it not you? Change your password: {settings.public_url}/profile\n"
        ),
    )


def _moment(now: datetime) -> str:
    return now.strftime("%Y-%m-%d %H:%M UTC")
