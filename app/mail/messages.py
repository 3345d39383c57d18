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


def reset_password(
    settings: Settings, to: str, *, token: str, client: Client, now: datetime
) -> Message:
    """Bring the link that sets a new password."""
    return Message(
        kind="reset_password",
        to=to,
        subject=f"Set a new password for {settings.app_name}",
        text=(
            f"Someone, hopefully you, asked for a new password at {settings.app_name}\n"
            f"on {_moment(now)} from {client.ip}.\n\n"
            f"Open this link within {settings.reset_seconds // 60} minutes to set one:\n\n"
            f"{settings.public_url}/reset-password#token={token}\n\n"
            "Was it not you? Then do nothing: your password stays as it is.\n"
        ),
    )


def password_changed(settings: Settings, to: str, *, client: Client, now: datetime) -> Message:
    """Tell the owner that the password is a new one."""
    return Message(
        kind="password_changed",
        to=to,
        subject="Your password was changed",
        text=(
            f"The password of your {settings.app_name} account was changed\n"
            f"on {_moment(now)} from {client.ip}.\n\n"
            f"Was it not you? Set a new one: {settings.public_url}/forgot-password\n"
        ),
    )


def email_change(
    settings: Settings, to: str, *, token: str, client: Client, now: datetime
) -> Message:
    """Ask the new address whether it wants to be the account's."""
    return Message(
        kind="email_change",
        to=to,
        subject=f"Confirm your new address for {settings.app_name}",
        text=(
            f"Someone, hopefully you, wants to use this address at {settings.app_name}.\n"
            f"Asked on {_moment(now)} from {client.ip}.\n\n"
            f"Open this link within {settings.email_change_seconds // 60} minutes:\n\n"
            f"{settings.public_url}/confirm-email#token={token}\n\n"
            "Was it not you? Then do nothing.\n"
        ),
    )


def email_change_asked(
    settings: Settings, to: str, *, new_email: str, client: Client, now: datetime
) -> Message:
    """Tell the present address that another one is to take its place."""
    return Message(
        kind="email_change_asked",
        to=to,
        subject="A new address was asked for",
        text=(
            f"Someone signed in to your {settings.app_name} account asked on {_moment(now)}\n"
            f"from {client.ip} to use {new_email} from now on.\n\n"
            f"Was it not you? Change your password: {settings.public_url}/profile\n"
        ),
    )


def email_changed(
    settings: Settings, to: str, *, new_email: str, client: Client, now: datetime
) -> Message:
    """Tell the former address that it is the account's no more."""
    return Message(
        kind="email_changed",
        to=to,
        subject="Your address was changed",
        text=(
            f"Your {settings.app_name} account uses {new_email} since {_moment(now)}\n"
            f"(confirmed from {client.ip}). This address no longer signs in.\n\n"
            "Was it not you? Tell whoever runs this service.\n"
        ),
    )


def new_device(settings: Settings, to: str, *, client: Client, now: datetime) -> Message:
    """Tell the owner that a browser or program signed in that the account did not know."""
    return Message(
        kind="new_device",
        to=to,
        subject="New sign-in to your account",
        text=(
            f"Your {settings.app_name} account was signed in to on {_moment(now)}\n"
            f"from {client.ip} by a device that it did not know.\n\n"
            f"Was it not you? Change your password: {settings.public_url}/profile\n"
        ),
    )


def session_reuse(settings: Settings, to: str, *, client: Client, now: datetime) -> Message:
    """Tell the owner that a refresh token came twice: one of the two was a copy."""
    return Message(
        kind="session_reuse",
        to=to,
        subject="A session was ended for your safety",
        text=(
            f"A program that was signed in to your {settings.app_name} account used a token\n"
            f"for the second time, on {_moment(now)} from {client.ip}. Somebody may have\n"
            "copied it: that session was ended.\n\n"
            f"Was it not you? Change your password: {settings.public_url}/profile\n"
        ),
    )


def account_closed(settings: Settings, to: str, *, client: Client, now: datetime) -> Message:
    """Say goodbye to the owner of an account that was closed."""
    return Message(
        kind="account_closed",
        to=to,
        subject=f"Your {settings.app_name} account is closed",
        text=(
            f"Your {settings.app_name} account was closed on {_moment(now)} from {client.ip}.\n"
            "What hung on it is deleted.\n\n"
            "Was it not you? Tell whoever runs this service.\n"
        ),
    )


def _moment(now: datetime) -> str:
    return now.strftime("%Y-%m-%d %H:%M UTC")
