"""The texts of mails about a recovery, with what to do."""

from datetime import datetime

from app.config import Settings
from app.core.act import Act
from app.core.text import Text, _, moment_text
from app.mail.message import Action, Message, facts
from app.mail.wording.operators import who_acts

_WHY_ENDED = {
    "factor": _("a second factor of the account was used"),
    "password": _("the password of the account was set anew"),
    "address": _("the account moved to another address"),
    "operator": _("whoever runs the service acted on the account"),
    "changed": _("the account was changed meanwhile"),
}
_WHY_LAPSED = {
    "no-notice": _("no mail about it could be delivered on its first day"),
    "unused": _("its link was not used within a day"),
    "wrong-passwords": _("its link was used with five wrong passwords"),
}
_HOW_STOPPED = {
    "mail": _("by the link in a mail"),
    "session": _("from a browser that is signed in to the account"),
    "operator": _("by whoever runs the service"),
}


def own_account(settings: Settings) -> Text:
    """Return how a mail to the account's address names the account."""
    return _("your {app} account").format(app=settings.app_name)


def watched_account(settings: Settings, email: str) -> Text:
    """Return how a mail to the recovery address names the account."""
    return _("the {app} account {email}, which names this as its recovery address").format(
        app=settings.app_name, email=email
    )


def left_account(settings: Settings) -> Text:
    """Return how a mail to a former address names the account.

    It does not tell the present address.
    """
    return _("the {app} account that had this address until lately").format(app=settings.app_name)


def begun(
    settings: Settings, to: str, account: Text, *, ready_at: datetime, token: str, act: Act
) -> Message:
    """Tell that a recovery began, its date, and how to stop it."""
    return Message(
        kind="recovery_begun",
        to=to,
        subject=_("Somebody recovers an account without its second factor"),
        paragraphs=(
            _(
                "Somebody gave the password of {account}, and said that phone and backup codes "
                "are lost."
            ).format(account=account),
            _(
                "From {moment} on they can sign in by a link that is mailed to the account's "
                "address, together with the password. All second factors and sessions end then."
            ).format(moment=moment_text(ready_at)),
        ),
        facts=facts(act),
        action=_stop(settings, token),
        advice=_if_not_you(settings),
    )


def half_way(
    settings: Settings, to: str, account: Text, *, ready_at: datetime, token: str
) -> Message:
    """Remind that a recovery waits, when half of its time is over."""
    return Message(
        kind="recovery_half_way",
        to=to,
        subject=_("A recovery without the second factor still waits"),
        paragraphs=(
            _(
                "The recovery of {account} still waits. From {moment} on a link that is mailed "
                "to the account's address signs in together with the password."
            ).format(account=account, moment=moment_text(ready_at)),
        ),
        action=_stop(settings, token),
        advice=_if_not_you(settings),
    )


def ready(
    settings: Settings, to: str, account: Text, *, expires_at: datetime, token: str
) -> Message:
    """Tell that a recovery can be finished now, or still be stopped."""
    return Message(
        kind="recovery_ready",
        to=to,
        subject=_("A recovery without the second factor can be finished now"),
        paragraphs=(
            _(
                "The wait for the recovery of {account} is over. The link that finishes it was "
                "mailed to the account's address. It works until {moment}, with the password."
            ).format(account=account, moment=moment_text(expires_at)),
        ),
        action=_stop(settings, token),
        advice=_if_not_you(settings),
    )


def finish(settings: Settings, to: str, *, expires_at: datetime, token: str) -> Message:
    """Mail the link that finishes a recovery to the account's address alone."""
    return Message(
        kind="recovery_finish",
        to=to,
        subject=_("Finish the recovery of your {app} account").format(app=settings.app_name),
        paragraphs=(
            _(
                "The wait is over. The link below works once, until {moment}, and asks for your "
                "password."
            ).format(moment=moment_text(expires_at)),
            _(
                "All your second factors, backup codes, sessions, trusted browsers and app tokens "
                "end. Then you set up a new second factor. Some changes have to wait for a day "
                "after that."
            ),
        ),
        action=Action(
            _("Finish the recovery"), f"{settings.public_url}/finish-recovery#token={token}"
        ),
        advice=_(
            "Did you not ask for this? Do not open the link. Stop the recovery by the other mail, "
            "and set a new password."
        ),
    )


def stopped(settings: Settings, to: str, account: Text, *, how: str, act: Act) -> Message:
    """Tell who stopped a recovery, and what that means (V05)."""
    who = _HOW_STOPPED[how] if act.by is None else _("by {who}").format(who=act.by.name)
    return Message(
        kind="recovery_stopped",
        to=to,
        subject=_("The recovery was stopped"),
        paragraphs=(
            _(
                "The recovery of {account} was stopped {how}. No other can begin for seven days."
            ).format(account=account, how=who),
            _(
                "Whoever began it knows the password. If that was not the owner of the account, "
                "the password has to be changed."
            ),
        ),
        facts=facts(act),
        action=Action(_("Set a new password"), f"{settings.public_url}/forgot-password"),
        advice=_(
            "Was it you who began it? Then wait seven days, or ask whoever runs {url}."
        ).format(url=settings.public_url),
    )


def ended(settings: Settings, to: str, account: Text, *, reason: str, act: Act | None) -> Message:
    """Tell that a recovery ended before its time, and why (V04)."""
    who = (_("Who"), who_acts(settings, act)) if act is not None and act.by is not None else None
    return Message(
        kind="recovery_ended",
        to=to,
        subject=_("The recovery has ended"),
        paragraphs=(
            _(
                "The recovery of {account} has ended, because {reason}. Nothing else changes by it."
            ).format(account=account, reason=_WHY_ENDED[reason]),
        ),
        facts=facts(act, *([who] if who else [])) if act is not None else (),
        advice=_was_it_not_you(settings),
    )


def lapsed(settings: Settings, to: str, account: Text, *, reason: str) -> Message:
    """Tell that a recovery came to nothing, and why."""
    return Message(
        kind="recovery_lapsed",
        to=to,
        subject=_("The recovery came to nothing"),
        paragraphs=(
            _("The recovery of {account} came to nothing, because {reason}.").format(
                account=account, reason=_WHY_LAPSED[reason]
            ),
        ),
        action=Action(_("Sign in"), f"{settings.public_url}/login"),
        advice=_if_not_you(settings),
    )


def finished(settings: Settings, to: str, account: Text, *, until: datetime, act: Act) -> Message:
    """Tell that a recovery was finished, and what has to wait (V08)."""
    return Message(
        kind="recovery_finished",
        to=to,
        subject=_("An account was recovered without its second factor"),
        paragraphs=(
            _(
                "Somebody finished the recovery of {account}. All its second factors and sessions "
                "have ended, and a new second factor is asked for."
            ).format(account=account),
            _(
                "Until {moment} nobody can change its addresses or its password, export its data "
                "or close it."
            ).format(moment=moment_text(until)),
        ),
        facts=facts(act),
        advice=_was_it_not_you(settings),
    )


def _stop(settings: Settings, token: str) -> Action:
    return Action(_("Stop it"), f"{settings.public_url}/stop-recovery#token={token}")


def _if_not_you(settings: Settings) -> Text:
    return _(
        "Was it you? Then do nothing. Was it not you? Then somebody knows the password: stop it, "
        "and set a new password at {url}."
    ).format(url=f"{settings.public_url}/forgot-password")


def _was_it_not_you(settings: Settings) -> Text:
    if settings.support:
        return _("Was it not you? Tell {support} at once.").format(support=settings.support)
    return _("Was it not you? Tell whoever runs {url} at once.").format(url=settings.public_url)
