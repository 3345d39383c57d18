"""The texts of mails that warn about second factors, sessions and passwords."""

from app.config import Settings
from app.core.act import Act
from app.core.text import _, _n
from app.mail.message import Action, Message, facts

_FEW_CODES = 3


def two_factor_changed(settings: Settings, to: str, *, what: str, act: Act) -> Message:
    """Tell the owner that two-factor authentication changed.

    `what` says how: turned on, turned off, replaced or reset.
    """
    return Message(
        kind="two_factor_changed",
        to=to,
        subject=_("Two-factor authentication was {what}").format(what=what),
        paragraphs=(
            _(
                "Two-factor authentication of your {app} account was {what}. "
                "Your other sessions were signed out."
            ).format(app=settings.app_name, what=what),
        ),
        facts=facts(act),
        action=_look(settings),
        advice=_("Was it not you? Sign in, change your password and look at your sessions."),
    )


def backup_code_used(settings: Settings, to: str, *, left: int, act: Act) -> Message:
    """Tell the owner that a backup code was used.

    Warns when few are left.
    """
    few = _n(
        "{count} is left. Make new ones soon, while you are signed in.",
        "{count} are left. Make new ones soon, while you are signed in.",
        left,
    )
    enough = _n(
        "{count} is left. You can make new ones, when you are signed in.",
        "{count} are left. You can make new ones, when you are signed in.",
        left,
    )
    return Message(
        kind="backup_code_used",
        to=to,
        subject=_("A backup code was used"),
        paragraphs=(
            _("A backup code of your {app} account was used in place of the app.").format(
                app=settings.app_name
            ),
            (few if left <= _FEW_CODES else enough).format(count=left),
        ),
        facts=facts(act),
        action=_look(settings),
        advice=_("Was it not you? Change your password and make new backup codes."),
    )


def codes_locked(settings: Settings, to: str, *, act: Act) -> Message:
    """Tell the owner that codes are locked after wrong guesses.

    The guesses came after the right password.
    """
    return Message(
        kind="codes_locked",
        to=to,
        subject=_("Someone with your password guessed codes"),
        paragraphs=(
            _(
                "Someone gave the right password of your {app} account and then too "
                "many wrong codes. Codes are not taken for a while."
            ).format(app=settings.app_name),
        ),
        facts=facts(act),
        action=Action(_("Set a new password"), f"{settings.public_url}/forgot-password"),
        advice=(
            _(
                "Was it you? Wait a while and try again. Was it not you? Then somebody "
                "knows your password: set a new one."
            )
        ),
    )


def backup_codes_replaced(settings: Settings, to: str, *, act: Act) -> Message:
    """Tell the owner that new backup codes replaced the old ones."""
    return Message(
        kind="backup_codes_replaced",
        to=to,
        subject=_("New backup codes were made"),
        paragraphs=(
            _(
                "New backup codes were made for your {app} account. The old ones no longer work."
            ).format(app=settings.app_name),
        ),
        facts=facts(act),
        action=_look(settings),
        advice=_("Was it not you? Change your password, and then make new backup codes."),
    )


def new_device(settings: Settings, to: str, *, act: Act) -> Message:
    """Tell the owner that an unknown browser or program signed in."""
    return Message(
        kind="new_device",
        to=to,
        subject=_("New sign-in to your account"),
        paragraphs=(
            _("A device that your {app} account did not know has signed in.").format(
                app=settings.app_name
            ),
        ),
        facts=facts(act),
        action=_look(settings),
        advice=(
            _(
                "Was it you? Then all is well. Was it not you? Change your password now: "
                "that also ends all other sessions."
            )
        ),
    )


def session_reuse(settings: Settings, to: str, *, act: Act) -> Message:
    """Tell the owner that a refresh token was used twice.

    One of the two was a copy.
    """
    return Message(
        kind="session_reuse",
        to=to,
        subject=_("A session was ended for your safety"),
        paragraphs=(
            _(
                "A program that was signed in to your {app} account used a token for "
                "the second time. Somebody may have copied it, so that session was ended."
            ).format(app=settings.app_name),
        ),
        facts=facts(act),
        action=_look(settings),
        advice=(
            _(
                "Sign the program in again. Does this come again, or do you not know the program? "
                "Change your password."
            )
        ),
    )


def _look(settings: Settings) -> Action:
    return Action(_("Look at your account"), f"{settings.public_url}/profile")
