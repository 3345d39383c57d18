"""What every added, renamed or removed factor ends, and who is told."""

from sqlalchemy.orm import Session

from app.audit.events import Event
from app.audit.service import record
from app.core.act import Act
from app.core.assurance import PASSKEY
from app.core.errors import Conflict, TwoFactorRequired
from app.core.text import _
from app.extensions import settings
from app.factors.owned import drop_factors, factors_within
from app.mail.outbox import queue
from app.mail.wording import account, factors
from app.policy.levels import NOTHING
from app.policy.standing import standing_within
from app.sessions.principal import Principal
from app.sessions.service import end_challenges, end_everything
from app.users.models import User


def after_adding(tx: Session, user: User, name: str, act: Act, *, kind: str = PASSKEY) -> None:
    """Do what follows a further factor of a locked user (P10).

    Half-finished logins end, and the owner gets a mail. Sessions, trusted browsers, app
    tokens and backup codes stay.
    """
    end_challenges(tx, user.id)
    message = factors.factor_added(settings(), user.email, name=name, kind=kind, act=act)
    queue(tx, message, act.now, language=user.locale)


def after_renaming(tx: Session, user: User, name: str, act: Act, *, kind: str = PASSKEY) -> None:
    """Do what follows a new name of a locked user's factor.

    It is what `after_adding` does, with another mail.
    """
    end_challenges(tx, user.id)
    message = factors.factor_renamed(settings(), user.email, name=name, kind=kind, act=act)
    queue(tx, message, act.now, language=user.locale)


def after_removing(
    tx: Session,
    user: User,
    caller: Principal,
    name: str,
    act: Act,
    *,
    kind: str = PASSKEY,
    worked: bool = True,
) -> Principal | None:
    """Do what follows the removal of a locked user's factor (P10).

    One of several: half-finished logins end, and the owner gets a mail. The last one: two-factor
    authentication is off, and all other sessions end. Returns the caller with the renewed session
    then, else None. `worked` tells that the factor could be used at this host. Raises
    TwoFactorRequired where the policy asks for the last one that can, and Conflict where only
    passkeys of former hosts would stay.
    """
    left = factors_within(tx, user.id)
    is_last = not left.works and worked
    standing = standing_within(tx, user.id)
    # Whoever was never told a date would have days of grace again, without this factor.
    level = max(standing.level, caller.standing.level)
    if level > standing.met or ((is_last or not left.total) and level > NOTHING):
        raise TwoFactorRequired
    if not left.total:
        return turn_off(tx, user, caller, act)
    if is_last:
        raise Conflict(_("Only passkeys of another address would be left. Remove those first."))
    end_challenges(tx, user.id)
    message = factors.factor_removed(settings(), user.email, name=name, kind=kind, act=act)
    queue(tx, message, act.now, language=user.locale)
    return None


def turn_off(tx: Session, user: User, caller: Principal, act: Act) -> Principal:
    """Turn two-factor authentication off for a locked user.

    Every factor is removed, and every sign-in but the caller's ends. Returns the caller with the
    renewed session.
    """
    _take_off(tx, user, _("turned off"), act)
    renewed = end_everything(tx, user, keep=caller.session.id, now=act.now)
    record(tx, Event.TWO_FACTOR_DISABLED, subject_id=user.id, act=act)
    assert renewed is not None
    return renewed


def take_away(tx: Session, user: User, act: Act, *, is_told: bool = False) -> None:
    """Remove every factor of a locked user for an operator.

    Every sign-in ends. The next sign-in asks for a new factor: else the password alone would be
    enough from then on. `is_told` says that another mail tells the owner.
    """
    if is_told:
        drop_factors(tx, user)
    else:
        _take_off(tx, user, _("reset by an operator"), act)
    user.must_enrol_at = act.now
    end_everything(tx, user, keep=None, now=act.now)
    record(tx, Event.TWO_FACTOR_RESET, subject_id=user.id, act=act)


def _take_off(tx: Session, user: User, what: str, act: Act) -> None:
    """Remove every factor of a locked user; `what` tells the owner how."""
    drop_factors(tx, user)
    message = account.two_factor_changed(settings(), user.email, what=what, act=act)
    queue(tx, message, act.now, language=user.locale)
