"""The one decision of forward-auth.

It depends on the caller, on what the app asks for and on the time, never on a header or on the kind
of proxy (R83).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.core.assurance import has_second_factor, is_fresh
from app.core.errors import AppError
from app.core.text import _
from app.sessions.principal import Principal
from app.users.account import Account

LOGIN, SECOND_FACTOR, FRESH, ENROL = "login", "second_factor", "fresh", "enrol"


class GroupRequired(AppError):
    """The caller is known, and signing in again would not help."""

    status, code = 403, "group_required"
    message = _("Your account may not use this app. Ask whoever runs it.")


class UnreadableQuestion(AppError):
    """The proxy's question cannot be read, or has two readings.

    The app stays closed then.
    """

    status, code = 403, "forbidden"
    message = _(
        "This app is closed: its proxy sent a question that cannot be read. Tell whoever runs it."
    )


@dataclass(frozen=True)
class Asked:
    """What an app asks for besides a login.

    `factor` asks for a second factor, `fresh` for a proof of the last `fresh` seconds. The user
    must have each role of `groups`.
    """

    factor: bool = False
    fresh: int | None = None
    groups: tuple[str, ...] = ()


@dataclass(frozen=True)
class Allow:
    """The request may pass, as this user."""

    user: Account


@dataclass(frozen=True)
class Challenge:
    """The person has to prove more first.

    `need` says what to do first; `asked` is what the app asks for.
    """

    need: tuple[str, ...]
    asked: Asked


@dataclass(frozen=True)
class Deny:
    """Nothing that the person does here would help; `why` is the reason.

    `user` lacks `groups`, where the reason is that.
    """

    why: AppError
    user: Account | None = None
    groups: tuple[str, ...] = ()


Refused = Challenge | Deny
Decision = Allow | Refused


def decide(
    caller: Principal | None, asked: Asked, *, fresh_seconds: int, now: datetime
) -> Decision:
    """Return the decision on a request of `caller`.

    `fresh_seconds` is how long a step-up counts.
    """
    if caller is None:
        return Challenge((LOGIN,), asked)
    lacking = tuple(each for each in asked.groups if caller.user.role != each)
    if lacking:  # first: two factors would not help a user who lacks the role
        return Deny(GroupRequired(), caller.user, lacking)
    need = missing(caller, asked, fresh_seconds=fresh_seconds, now=now)
    return Challenge(need, asked) if need else Allow(caller.user)


def missing(
    caller: Principal, asked: Asked, *, fresh_seconds: int, now: datetime
) -> tuple[str, ...]:
    """Return what a signed-in caller has to do first.

    That is the next step alone: each step that is done also counts as a fresh proof.
    """
    if caller.must_enrol or (asked.factor and not caller.user.has_two_factor):
        return (ENROL,)
    if asked.factor and not has_second_factor(caller.session.amr):
        return (SECOND_FACTOR,)
    if asked.fresh is None:
        return ()
    until = caller.session.fresh_until
    recent = is_fresh(
        fresh_until=until and until + timedelta(seconds=asked.fresh - fresh_seconds),
        amr=caller.session.amr,
        needs_factor=caller.user.has_two_factor,
        now=now,
    )
    return () if recent else (FRESH,)
