"""The texts of mails about what the policy asks of people."""

from datetime import datetime

from app.config import Settings
from app.core.act import Act
from app.core.text import Text, _, _n, moment_text
from app.mail.message import Action, Message, facts

_PHISHING_RESISTANT = "phishing_resistant"


def announced(
    settings: Settings, to: str, *, level: str, due: datetime, now: datetime, act: Act
) -> Message:
    """Tell a person what a new policy asks, and from when."""
    when = (
        _("It is needed from now on: the next sign-in leads through it.")
        if due <= now
        else _(
            "You have until {moment}. Until then everything works as before; after it, the sign-in "
            "leads through the set-up before anything else."
        ).format(moment=moment_text(due))
    )
    return Message(
        kind="policy_announced",
        to=to,
        subject=_("{app} asks you to secure your sign-in").format(app=settings.app_name),
        paragraphs=(_asks(level).format(app=settings.app_name), when, _how(level)),
        action=Action(_("Set it up now"), f"{settings.public_url}/profile/two-factor"),
        advice=_("Do you have questions? Ask whoever runs {url}.").format(url=settings.public_url),
    )


def reminder(settings: Settings, to: str, *, level: str, due: datetime, days: int) -> Message:
    """Remind a person of their date, `days` days before it at most."""
    left = _n(
        "{count} day is left to secure your sign-in",
        "{count} days are left to secure your sign-in",
        days,
    )
    return Message(
        kind="policy_reminder",
        to=to,
        subject=left.format(count=days),
        paragraphs=(
            _asks(level).format(app=settings.app_name),
            _(
                "You have until {moment}. After it, the sign-in leads through the set-up before "
                "anything else."
            ).format(moment=moment_text(due)),
            _how(level),
        ),
        action=Action(_("Set it up now"), f"{settings.public_url}/profile/two-factor"),
        advice=_("Is something in the way? Tell whoever runs {url} before that day.").format(
            url=settings.public_url
        ),
    )


def policy_changed(
    settings: Settings,
    to: str,
    *,
    group: str,
    before: str,
    level: str,
    starts_at: datetime,
    grace_days: int,
    act: Act,
) -> Message:
    """Tell an administrator that the policy changed, and who changed it."""
    who = _("An operator") if act.by is None else Text(act.by.name)
    more = [
        (_("Whom it asks"), group),
        (_("Before"), before),
        (_("Now"), level),
        (_("From"), moment_text(starts_at)),
        (_("Days of grace"), str(grace_days)),
    ]
    return Message(
        kind="policy_changed",
        to=to,
        subject=_("The policy of {app} was changed").format(app=settings.app_name),
        paragraphs=(
            _("{who} changed what {app} asks of people when they sign in.").format(
                who=who, app=settings.app_name
            ),
        ),
        facts=facts(act, *more),
        advice=_("Did you not expect it? Look at the policy and at the history."),
    )


def _asks(level: str) -> Text:
    if level == _PHISHING_RESISTANT:
        return _("{app} asks you to sign in with a passkey.")
    return _("{app} asks you to sign in with a second factor.")


def _how(level: str) -> Text:
    if level == _PHISHING_RESISTANT:
        return _(
            "A passkey is kept by your phone, your computer or a security key. You unlock it as "
            "you unlock the device. No web page can trick it out of you. Setting it up takes a "
            "minute."
        )
    return _(
        "You choose: an app on your phone that shows codes, or a passkey of your phone, your "
        "computer or a security key. Setting it up takes a minute."
    )
