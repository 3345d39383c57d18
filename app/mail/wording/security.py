"""The texts of mails that warn about second factors, sessions and passwords."""

from app.config import Settings
from app.core.act import Act
from app.mail.message import Action, Message, facts

_FEW_CODES = 3


def two_factor_changed(settings: Settings, to: str, *, what: str, act: Act) -> Message:
    """Tell the owner that two-factor authentication changed.

    `what` says how: turned on, turned off, replaced or reset.
    """
    return Message(
        kind="two_factor_changed",
        to=to,
        subject=f"Two-factor authentication was {what}",
        paragraphs=(
            f"Two-factor authentication of your {settings.app_name} account was {what}. "
            "Your other sessions were signed out.",
        ),
        facts=facts(act),
        action=_look(settings),
        advice="Was it not you? Sign in, change your password and look at your sessions.",
    )


def backup_code_used(settings: Settings, to: str, *, left: int, act: Act) -> Message:
    """Tell the owner that a backup code was used.

    Warns when few are left.
    """
    many = "1 is left." if left == 1 else f"{left} are left."
    warning = "Make new ones soon, while" if left <= _FEW_CODES else "You can make new ones, when"
    return Message(
        kind="backup_code_used",
        to=to,
        subject="A backup code was used",
        paragraphs=(
            f"A backup code of your {settings.app_name} account was used in place of the app.",
            f"{many} {warning} you are signed in.",
        ),
        facts=facts(act),
        action=_look(settings),
        advice="Was it not you? Change your password and make new backup codes.",
    )


def codes_locked(settings: Settings, to: str, *, act: Act) -> Message:
    """Tell the owner that codes are locked after wrong guesses.

    The guesses came after the right password.
    """
    return Message(
        kind="codes_locked",
        to=to,
        subject="Someone with your password guessed codes",
        paragraphs=(
            f"Someone gave the right password of your {settings.app_name} account and then too "
            "many wrong codes. Codes are not taken for a while.",
        ),
        facts=facts(act),
        action=Action("Set a new password", f"{settings.public_url}/forgot-password"),
        advice=(
            "Was it you? Wait a while and try again. Was it not you? Then somebody "
            "knows your password: set a new one."
        ),
    )


def backup_codes_replaced(settings: Settings, to: str, *, act: Act) -> Message:
    """Tell the owner that new backup codes replaced the old ones."""
    return Message(
        kind="backup_codes_replaced",
        to=to,
        subject="New backup codes were made",
        paragraphs=(
            f"New backup codes were made for your {settings.app_name} account. "
            "The old ones no longer work.",
        ),
        facts=facts(act),
        action=_look(settings),
        advice="Was it not you? Change your password, and then make new backup codes.",
    )


def new_device(settings: Settings, to: str, *, act: Act) -> Message:
    """Tell the owner that an unknown browser or program signed in."""
    return Message(
        kind="new_device",
        to=to,
        subject="New sign-in to your account",
        paragraphs=(f"A device that your {settings.app_name} account did not know has signed in.",),
        facts=facts(act),
        action=_look(settings),
        advice=(
            "Was it you? Then all is well. Was it not you? Change your password now: "
            "that also ends all other sessions."
        ),
    )


def session_reuse(settings: Settings, to: str, *, act: Act) -> Message:
    """Tell the owner that a refresh token was used twice.

    One of the two was a copy.
    """
    return Message(
        kind="session_reuse",
        to=to,
        subject="A session was ended for your safety",
        paragraphs=(
            f"A program that was signed in to your {settings.app_name} account used a token for "
            "the second time. Somebody may have copied it, so that session was ended.",
        ),
        facts=facts(act),
        action=_look(settings),
        advice=(
            "Sign the program in again. Does this come again, or do you not know the program? "
            "Change your password."
        ),
    )


def _look(settings: Settings) -> Action:
    return Action("Look at your account", f"{settings.public_url}/profile")
