"""The texts of mails about one authenticator or passkey of several."""

from app.config import Settings
from app.core.act import Act
from app.core.assurance import PASSKEY
from app.core.text import _
from app.mail.message import Action, Message, facts


def factor_added(settings: Settings, to: str, *, name: str, kind: str, act: Act) -> Message:
    """Tell the owner that a further authenticator or passkey can sign in.

    `kind` is `totp` or `passkey`, and `name` what its owner called it.
    """
    is_passkey = kind == PASSKEY
    said = (
        _("A passkey was added to your {app} account. It works from now on, beside the others.")
        if is_passkey
        else _(
            "An authenticator app was added to your {app} account. "
            "Its codes work from now on, beside the others."
        )
    )
    return Message(
        kind="factor_added",
        to=to,
        subject=_("A passkey was added") if is_passkey else _("An authenticator app was added"),
        paragraphs=(said.format(app=settings.app_name),),
        facts=facts(act, (_("Called"), name)),
        action=_look(settings),
        advice=_("Was it not you? Sign in, remove it and change your password."),
    )


def factor_renamed(settings: Settings, to: str, *, name: str, kind: str, act: Act) -> Message:
    """Tell the owner that an authenticator or passkey was renamed."""
    is_passkey = kind == PASSKEY
    said = (
        _("A passkey of your {app} account has a new name. Nothing else changed.")
        if is_passkey
        else _("An authenticator app of your {app} account has a new name. Nothing else changed.")
    )
    return Message(
        kind="factor_renamed",
        to=to,
        subject=_("A passkey was renamed") if is_passkey else _("An authenticator app was renamed"),
        paragraphs=(said.format(app=settings.app_name),),
        facts=facts(act, (_("Called"), name)),
        action=_look(settings),
        advice=_("Was it not you? Sign in, change your password and look at your sessions."),
    )


def factor_removed(settings: Settings, to: str, *, name: str, kind: str, act: Act) -> Message:
    """Tell the owner that an authenticator or passkey signs in no more."""
    is_passkey = kind == PASSKEY
    said = (
        _("A passkey of your {app} account was removed. It no longer works; the others do.")
        if is_passkey
        else _(
            "An authenticator app of your {app} account was removed. "
            "Its codes no longer work; the others do."
        )
    )
    return Message(
        kind="factor_removed",
        to=to,
        subject=_("A passkey was removed") if is_passkey else _("An authenticator app was removed"),
        paragraphs=(said.format(app=settings.app_name),),
        facts=facts(act, (_("Called"), name)),
        action=_look(settings),
        advice=_("Was it not you? Sign in, change your password and look at your sessions."),
    )


def passkey_counter(settings: Settings, to: str, *, name: str, act: Act) -> Message:
    """Tell the owner that somebody may have copied a passkey (P06)."""
    return Message(
        kind="passkey_counter",
        to=to,
        subject=_("A copy of your passkey may exist"),
        paragraphs=(
            _(
                "A passkey of your {app} account counts each time it signs. It came with a count "
                "that it had passed before, so it was refused: somebody may have copied it."
            ).format(app=settings.app_name),
            _("Sign in another way, remove this passkey, and make a new one."),
        ),
        facts=facts(act, (_("Called"), name)),
        action=_look(settings),
        advice=_(
            "Was it you, and does your own key come with this again? Then it may be broken. "
            "Do not go on with it."
        ),
    )


def _look(settings: Settings) -> Action:
    return Action(_("Look at your account"), f"{settings.public_url}/profile")
