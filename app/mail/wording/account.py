"""The texts of mails about an account's address, password and end."""

from app.config import Settings
from app.core.act import Act
from app.core.text import _
from app.mail.message import Action, Message, facts, life
from app.mail.wording.address import email_change, email_change_asked, email_changed, taken_back
from app.mail.wording.factors import (
    factor_added,
    factor_removed,
    factor_renamed,
    passkey_counter,
)
from app.mail.wording.operators import (
    access_reset,
    operator_acted,
    reasons,
    role_changed,
    sent_by,
    who_acts,
    whom_to_tell,
)
from app.mail.wording.security import (
    backup_code_used,
    backup_codes_replaced,
    codes_locked,
    new_device,
    session_reuse,
    two_factor_changed,
)

__all__ = [
    "Message",
    "access_reset",
    "account_closed",
    "already_registered",
    "backup_code_used",
    "backup_codes_replaced",
    "codes_locked",
    "email_change",
    "email_change_asked",
    "email_changed",
    "factor_added",
    "factor_removed",
    "factor_renamed",
    "new_device",
    "operator_acted",
    "passkey_counter",
    "password_changed",
    "reset_password",
    "role_changed",
    "session_reuse",
    "taken_back",
    "two_factor_changed",
    "verify_email",
    "verify_made_for_you",
]


def verify_email(
    settings: Settings, to: str, *, token: str, sender: Act | None = None, act: Act
) -> Message:
    """Ask the owner of an address to verify it.

    The mail says when and from where the address was registered, and who else has it sent.
    """
    return Message(
        kind="verify_email",
        to=to,
        subject=_("Verify your e-mail for {app}").format(app=settings.app_name),
        paragraphs=(
            _(
                "Someone, hopefully you, registered this address at {app}. "
                "Verify it within {life}, and you can sign in. "
                "In any browser but the one that registered, you choose the password there."
            ).format(app=settings.app_name, life=life(settings.verify_email_seconds)),
            *sent_by(settings, sender),
        ),
        facts=facts(act, *reasons(sender)),
        action=_verifying(settings, token),
        advice=_("Was it not you? Open the link and say so: the registration is dropped then."),
    )


def verify_made_for_you(
    settings: Settings, to: str, *, token: str, sender: Act | None = None, act: Act
) -> Message:
    """Ask the owner of an account that an operator made to verify.

    The mail says that the operator made or moved the account, and who has it sent.
    """
    return Message(
        kind="verify_made_for_you",
        to=to,
        subject=_("Verify your e-mail for {app}").format(app=settings.app_name),
        paragraphs=(
            _(
                "There is an account for this address at {app}: its operator made "
                "or moved it. Verify the address within {life} and "
                "choose a password, and you can sign in."
            ).format(app=settings.app_name, life=life(settings.verify_email_seconds)),
            *sent_by(settings, sender),
        ),
        facts=facts(act),
        action=_verifying(settings, token),
        advice=_("Do you know nothing of it? Then do nothing: the link alone changes nothing."),
    )


def _verifying(settings: Settings, token: str) -> Action:
    return Action(_("Verify this address"), f"{settings.public_url}/verify-email#token={token}")


def already_registered(settings: Settings, to: str, *, act: Act) -> Message:
    """Tell the owner of a taken address about another registration."""
    return Message(
        kind="already_registered",
        to=to,
        subject=_("You already have an account at {app}").format(app=settings.app_name),
        paragraphs=(
            _(
                "Someone tried to register this address at {app}. "
                "It already has an account, and nothing was changed."
            ).format(app=settings.app_name),
            _(
                "Was it you? Then just sign in. If you do not know the password any more, "
                "the sign-in page helps."
            ),
        ),
        facts=facts(act),
        action=Action(_("Sign in"), f"{settings.public_url}/login"),
        advice=_("Was it not you? Then do nothing: your account is as safe as before."),
    )


def reset_password(settings: Settings, to: str, *, token: str, act: Act) -> Message:
    """Give the owner the link that sets a new password."""
    is_sent = act.by is not None or act.origin.is_operator
    asked = (
        _("{who} sends you a link for a new password.").format(who=who_acts(settings, act))
        if is_sent
        else _("Someone, hopefully you, asked for a new password at {app}.").format(
            app=settings.app_name
        )
    )
    return Message(
        kind="reset_password",
        to=to,
        subject=_("Set a new password for {app}").format(app=settings.app_name),
        paragraphs=(
            _(
                "{asked} You can set one within {life}; the link works once. "
                "Your second factor stays as it is."
            ).format(asked=asked, life=life(settings.reset_seconds)),
        ),
        facts=facts(act),
        action=Action(
            _("Set a new password"), f"{settings.public_url}/reset-password#token={token}"
        ),
        advice=(
            whom_to_tell(settings)
            if is_sent
            else _("Was it not you? Then do nothing: your password stays as it is.")
        ),
    )


def password_changed(settings: Settings, to: str, *, act: Act) -> Message:
    """Tell the owner that the password is a new one."""
    return Message(
        kind="password_changed",
        to=to,
        subject=_("Your password was changed"),
        paragraphs=(
            _("The password of your {app} account was changed.").format(app=settings.app_name),
        ),
        facts=facts(act),
        action=Action(_("Set another password"), f"{settings.public_url}/forgot-password"),
        advice=(
            _(
                "Was it you? Then all is well. Was it not you? Set another password at once, "
                "by the link above, and then look at your sessions."
            )
        ),
    )


def account_closed(settings: Settings, to: str, *, act: Act) -> Message:
    """Tell the owner that the account was closed."""
    return Message(
        kind="account_closed",
        to=to,
        subject=_("Your {app} account is closed").format(app=settings.app_name),
        paragraphs=(
            _(
                "Your {app} account was closed, and what hung on it is deleted. "
                "This is the last mail about it. Thank you for having been here."
            ).format(app=settings.app_name),
        ),
        facts=facts(act),
        advice=_("Was it not you? Tell whoever runs {url} at once.").format(
            url=settings.public_url
        ),
    )
