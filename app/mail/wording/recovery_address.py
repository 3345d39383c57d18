"""The texts of mails about the address that hears of recoveries."""

from app.config import Settings
from app.core.act import Act
from app.core.text import Text, _
from app.mail.message import Action, Message, facts, life


def confirm(settings: Settings, to: str, *, token: str, act: Act) -> Message:
    """Ask the owner of a recovery address to confirm it."""
    return Message(
        kind="recovery_address_confirm",
        to=to,
        subject=_("Confirm this address as a recovery address for {app}").format(
            app=settings.app_name
        ),
        paragraphs=(
            _(
                "Someone, hopefully you, wants this address to hear of every attempt to recover "
                "their {app} account, and to be able to stop it. Confirm it within {life}, signed "
                "in to your account."
            ).format(app=settings.app_name, life=life(settings.email_change_seconds)),
        ),
        facts=facts(act),
        action=Action(
            _("Confirm this address"),
            f"{settings.public_url}/confirm-recovery-address#token={token}",
        ),
        advice=_("Was it not you? Then do nothing: without this link nothing changes."),
    )


def asked(settings: Settings, to: str, *, address: str, act: Act) -> Message:
    """Tell the account's address that a recovery address was asked for."""
    return Message(
        kind="recovery_address_asked",
        to=to,
        subject=_("A recovery address was asked for"),
        paragraphs=(
            _(
                "Someone who is signed in to your {app} account asked for a recovery address. "
                "It hears of recoveries and can stop them. It waits until it is confirmed."
            ).format(app=settings.app_name),
        ),
        facts=facts(act, (_("Recovery address"), address)),
        action=_look(settings),
        advice=_not_you(),
    )


def set_anew(settings: Settings, to: str, *, address: str, act: Act) -> Message:
    """Tell the account's address that a recovery address is confirmed."""
    return Message(
        kind="recovery_address_set",
        to=to,
        subject=_("Your account has a recovery address"),
        paragraphs=(
            _(
                "A recovery address of your {app} account is confirmed. It hears of recoveries, "
                "and can stop them. It signs nobody in."
            ).format(app=settings.app_name),
        ),
        facts=facts(act, (_("Recovery address"), address)),
        action=_look(settings),
        advice=_not_you(),
    )


def removed(settings: Settings, to: str, *, address: str, act: Act) -> Message:
    """Tell both addresses that one is no recovery address any more."""
    return Message(
        kind="recovery_address_removed",
        to=to,
        subject=_("A recovery address was removed"),
        paragraphs=(
            _(
                "An address is no recovery address of a {app} account any more. It does not hear "
                "of recoveries from now on."
            ).format(app=settings.app_name),
        ),
        facts=facts(act, (_("Recovery address"), address)),
        action=_look(settings),
        advice=_not_you(),
    )


def _look(settings: Settings) -> Action:
    return Action(_("Look at your account"), f"{settings.public_url}/profile")


def _not_you() -> Text:
    return _("Was it not you? Change your password now: that also ends all other sessions.")
