"""The texts of mails about a change of address, or its undoing."""

from app.config import Settings
from app.core.act import Act
from app.mail.message import Action, Message, facts, life


def email_change(settings: Settings, to: str, *, token: str, act: Act) -> Message:
    """Ask the owner of the new address to confirm it."""
    return Message(
        kind="email_change",
        to=to,
        subject=f"Confirm your new address for {settings.app_name}",
        paragraphs=(
            f"Someone, hopefully you, wants to use this address at {settings.app_name} from now "
            f"on. Confirm it within {life(settings.email_change_seconds)}, signed in to your "
            "account.",
        ),
        facts=facts(act),
        action=Action("Confirm this address", f"{settings.public_url}/confirm-email#token={token}"),
        advice="Was it not you? Then do nothing: without this link nothing changes.",
    )


def email_change_asked(settings: Settings, to: str, *, new_email: str, act: Act) -> Message:
    """Tell the present address that a change to another was asked for."""
    return Message(
        kind="email_change_asked",
        to=to,
        subject="A new address was asked for",
        paragraphs=(
            f"Someone who is signed in to your {settings.app_name} account asked to use another "
            "e-mail address from now on. The change waits until the new address is confirmed.",
        ),
        facts=facts(act, ("New address", new_email)),
        action=Action("Look at your account", f"{settings.public_url}/profile"),
        advice="Was it not you? Change your password now: that also ends all other sessions.",
    )


def email_changed(
    settings: Settings, to: str, *, new_email: str, token: str | None, act: Act
) -> Message:
    """Tell the former address that the account has another one now.

    `token` takes the account back.
    """
    undo = "Take my account back", f"{settings.public_url}/undo-email#token={token}"
    days = f"Take it back within {life(settings.email_undo_seconds)}, by the link above"
    return Message(
        kind="email_changed",
        to=to,
        subject="Your address was changed",
        paragraphs=(
            f"Your {settings.app_name} account has a new e-mail address. "
            "The address that you read this at no longer signs in.",
        ),
        facts=facts(act, ("New address", new_email)),
        action=Action(*undo) if token else None,
        advice=(
            f"Was it you? Then do nothing. Was it not you? {days}."
            if token
            else f"Was it not you? Tell whoever runs {settings.public_url} at once."
        ),
    )


def taken_back(settings: Settings, to: str, *, token: str, act: Act) -> Message:
    """Tell the owner that the account is at this address again.

    The mail holds the link that sets a password; nobody can sign in before that.
    """
    return Message(
        kind="taken_back",
        to=to,
        subject=f"Your {settings.app_name} account is yours again",
        paragraphs=(
            f"Your {settings.app_name} account is at this address again. Everybody was signed "
            "out, and the old password opens nothing any more. Two-factor authentication is off.",
            f"Set a new password within {life(settings.reset_seconds)}; later, the sign-in page "
            "sends you another link. Then turn two-factor authentication on.",
        ),
        facts=facts(act),
        action=Action("Set a new password", f"{settings.public_url}/reset-password#token={token}"),
        advice="Was it not you? Then somebody else reads your mail: change that password first.",
    )
