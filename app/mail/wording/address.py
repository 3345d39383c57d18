"""The texts of mails about a change of address, or its undoing."""

from app.config import Settings
from app.core.act import Act
from app.core.text import _
from app.mail.message import Action, Message, facts, life


def email_change(settings: Settings, to: str, *, token: str, act: Act) -> Message:
    """Ask the owner of the new address to confirm it."""
    return Message(
        kind="email_change",
        to=to,
        subject=_("Confirm your new address for {app}").format(app=settings.app_name),
        paragraphs=(
            _(
                "Someone, hopefully you, wants to use this address at {app} from now "
                "on. Confirm it within {life}, signed in to your "
                "account."
            ).format(app=settings.app_name, life=life(settings.email_change_seconds)),
        ),
        facts=facts(act),
        action=Action(
            _("Confirm this address"), f"{settings.public_url}/confirm-email#token={token}"
        ),
        advice=_("Was it not you? Then do nothing: without this link nothing changes."),
    )


def email_change_asked(settings: Settings, to: str, *, new_email: str, act: Act) -> Message:
    """Tell the present address that a change to another was asked for."""
    return Message(
        kind="email_change_asked",
        to=to,
        subject=_("A new address was asked for"),
        paragraphs=(
            _(
                "Someone who is signed in to your {app} account asked to use another "
                "e-mail address from now on. The change waits until the new address is confirmed."
            ).format(app=settings.app_name),
        ),
        facts=facts(act, (_("New address"), new_email)),
        action=Action(_("Look at your account"), f"{settings.public_url}/profile"),
        advice=_("Was it not you? Change your password now: that also ends all other sessions."),
    )


def email_changed(
    settings: Settings, to: str, *, new_email: str, token: str | None, act: Act
) -> Message:
    """Tell the former address that the account has another one now.

    `token` takes the account back.
    """
    undo = _("Take my account back"), f"{settings.public_url}/undo-email#token={token}"
    return Message(
        kind="email_changed",
        to=to,
        subject=_("Your address was changed"),
        paragraphs=(
            _(
                "Your {app} account has a new e-mail address. "
                "The address that you read this at no longer signs in."
            ).format(app=settings.app_name),
        ),
        facts=facts(act, (_("New address"), new_email)),
        action=Action(*undo) if token else None,
        advice=(
            _(
                "Was it you? Then do nothing. Was it not you? "
                "Take it back within {life}, by the link above."
            ).format(life=life(settings.email_undo_seconds))
            if token
            else _("Was it not you? Tell whoever runs {url} at once.").format(
                url=settings.public_url
            )
        ),
    )


def taken_back(settings: Settings, to: str, *, token: str, act: Act) -> Message:
    """Tell the owner that the account is at this address again.

    The mail holds the link that sets a password; nobody can sign in before that.
    """
    return Message(
        kind="taken_back",
        to=to,
        subject=_("Your {app} account is yours again").format(app=settings.app_name),
        paragraphs=(
            _(
                "Your {app} account is at this address again. Everybody was "
                "signed out, and the old password opens nothing any more. Two-factor "
                "authentication is off."
            ).format(app=settings.app_name),
            _(
                "Set a new password within {life}; later, the sign-in page "
                "sends you another link. Then turn two-factor authentication on."
            ).format(life=life(settings.reset_seconds)),
        ),
        facts=facts(act),
        action=Action(
            _("Set a new password"), f"{settings.public_url}/reset-password#token={token}"
        ),
        advice=_("Was it not you? Then somebody else reads your mail: change that password first."),
    )
