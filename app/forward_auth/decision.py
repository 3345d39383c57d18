"""The one decision of forward-auth, in which no proxy and no header has a word (R83)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.core.assurance import has_second_factor, is_fresh
from app.core.errors import AppError
from app.sessions.principal import Principal
from app.users.account import Account

LOGIN, SECOND_FACTOR, FRESH, ENROL = "login", "second_factor", "fresh", "enrol"


class GroupRequired(AppError):
    """The caller is known, and signing in again would not help."""

    status, code = 403, "group_required"
    message = "Your account may not use this app. Ask whoever runs it."


class UnreadableQuestion(AppError):
    """The proxy asked what cannot be read, or not in one way: that closes the app."""

    status, code = 403, "forbidden"
    message = "This app is closed: its proxy asks what cannot be read. Tell whoever runs it."


@dataclass(frozen=True)
class Asked:
    """What an app asks for besides a login: a second factor, a proof of the last `fresh` seconds,
    roles, each of them."""

    factor: bool = False
    fresh: int | None = None
    groups: tuple[str, ...] = ()


@dataclass(frozen=True)
class Allow:
    """The request may pass, as this user."""

    user: Account


@dataclass(frozen=True)
class Challenge:
    """The person can mend it: `need` says what to do first for an app that `asked` so."""

    need: tuple[str, ...]
    asked: Asked


@dataclass(frozen=True)
class Deny:
    """Nothing that the person could do here would help, and `why`."""

    why: AppError


Refused = Challenge | Deny
Decision = Allow | Refused


def decide(
    caller: Principal | None, asked: Asked, *, fresh_seconds: int, now: datetime
) -> Decision:
    """Return what a request of `caller` meets. `fresh_seconds`: how long a step-up counts."""
    if caller is None:
        return Challenge((LOGIN,), asked)
    if any(caller.user.role != each for each in asked.groups):
        return Deny(GroupRequired())  # first: nobody is led through two factors to a closed door
    need = missing(caller, asked, fresh_seconds=fresh_seconds, now=now)
    return Challenge(need, asked) if need else Allow(caller.user)


def missing(
    caller: Principal, asked: Asked, *, fresh_seconds: int, now: datetime
) -> tuple[str, ...]:
    """Return what a signed-in caller has to do first: the next step alone, as each one that is
    done also counts as a fresh proof."""
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
