"""The texts of mails about acts of somebody else."""

from app.config import Settings
from app.core.act import Act
from app.core.text import Text, _
from app.mail.message import Action, Fact, Message, facts, life

_ADMIN = "admin"


def operator_acted(settings: Settings, to: str, *, what: str, act: Act) -> Message:
    """Tell the owner what an operator or an administrator did.

    `what` goes on after who it was, without a full stop.
    """
    app, by = settings.app_name, act.by
    if by is None:
        subject = _("An operator changed your {app} account").format(app=app)
        told = _("An operator of {app} {what}.").format(app=app, what=what)
    else:
        subject = _("An administrator changed your {app} account").format(app=app)
        told = _("{who}, an administrator of {app}, {what}.").format(
            who=by.name, app=app, what=what
        )
    return Message(
        kind="operator_acted",
        to=to,
        subject=subject,
        paragraphs=(told,),
        facts=facts(act),
        advice=whom_to_tell(settings),
    )


def access_reset(settings: Settings, to: str, *, token: str, act: Act) -> Message:
    """Tell the owner that factor and password are gone, and what next."""
    return Message(
        kind="access_reset",
        to=to,
        subject=_("Set up your {app} account anew").format(app=settings.app_name),
        paragraphs=(
            _(
                "{who} removed your second factor and your password. Everything that was signed "
                "in has ended."
            ).format(who=who_acts(settings, act)),
            _(
                "Set a new password within {life}; the link works once. Then sign in and set up "
                "a second factor."
            ).format(life=life(settings.reset_seconds)),
        ),
        facts=facts(act),
        action=Action(
            _("Set a new password"), f"{settings.public_url}/reset-password#token={token}"
        ),
        advice=whom_to_tell(settings),
    )


def role_changed(settings: Settings, to: str, *, email: str, role: str, act: Act) -> Message:
    """Tell an administrator who is one now, or is one no longer."""
    told = (
        _("{who} made {email} an administrator.")
        if role == _ADMIN
        else _("{who} took the role of an administrator from {email}.")
    )
    return Message(
        kind="role_changed",
        to=to,
        subject=_("The administrators of {app} changed").format(app=settings.app_name),
        paragraphs=(told.format(who=who_acts(settings, act), email=email),),
        facts=facts(act),
        advice=_("Did you not expect it? Look at the history, and ask the other administrators."),
    )


def sent_by(settings: Settings, sender: Act | None) -> tuple[Text, ...]:
    """Return the paragraphs of a link that somebody else has sent."""
    if sender is None:
        return ()
    who = who_acts(settings, sender)
    return (_("{who} sends you this link.").format(who=who), whom_to_tell(settings))


def reasons(sender: Act | None) -> tuple[Fact, ...]:
    """Return the reason of an act, if any, as a fact."""
    return ((_("Reason"), sender.reason),) if sender is not None and sender.reason else ()


def who_acts(settings: Settings, act: Act) -> Text:
    """Return who acts on somebody else's account, as a sentence begins."""
    app = settings.app_name
    if act.by is None:
        return _("An operator of {app}").format(app=app)
    return _("{who}, an administrator of {app},").format(who=act.by.name, app=app)


def whom_to_tell(settings: Settings) -> Text:
    """Return the advice to a person who was perhaps hit wrongly (A05)."""
    if settings.support:
        return _("Did you not expect it? Tell {support}.").format(support=settings.support)
    return _("Did you not expect it? Tell whoever runs {url}.").format(url=settings.public_url)
