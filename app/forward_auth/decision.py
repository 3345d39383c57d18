"""The one decision of forward-auth.

It depends on the caller, on what the app asks for and on the time, never on a header or on the kind
of proxy (R83).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.core.assurance import has_second_factor, is_fresh
from app.core.errors import AppError, Forbidden, GroupRequired
from app.core.text import _
from app.sessions.principal import Principal
from app.users.account import Account

LOGIN, SECOND_FACTOR, FRESH, ENROL = "login", "second_factor", "fresh", "enrol"


class UnreadableQuestion(Forbidden):
    """The proxy's question cannot be read, or has two readings.

    The app stays closed then.
    """

    message = _(
        "This app is closed: its proxy sent a question that cannot be read. Tell whoever runs it."
    )


class UnlistedApp(Forbidden):
    """The origin of a question is no app, while apps are listed."""

    message = _("This app is closed: nobody has said who may open it. Tell whoever runs it.")


@dataclass(frozen=True)
class Asked:
    """What an app asks for besides a login.

    `factor` asks for a second factor, `fresh` for a proof of the last `fresh` seconds. The user
    must have one name of each of `groups`: the name of their role, or of a group of theirs.
    """

    factor: bool = False
    fresh: int | None = None
    groups: tuple[frozenset[str], ...] = ()

    def and_also(self, more: "Asked") -> "Asked":
        """Return what both ask for: the stricter of each."""
        times = [each for each in (self.fresh, more.fresh) if each is not None]
        return Asked(
            factor=self.factor or more.factor,
            fresh=min(times, default=None),
            groups=self.groups + more.groups,
        )


NOTHING = Asked()


@dataclass(frozen=True)
class Allow:
    """The request may pass, as this user.

    `by_token` tells that an app token of theirs opened it.
    """

    user: Account
    by_token: bool = False


@dataclass(frozen=True)
class Open:
    """The request may pass as nobody's: everybody may open this path."""


@dataclass(frozen=True)
class Challenge:
    """The person has to prove more first.

    `need` says what to do first; `asked` is what the app asks for. `takes_tokens` tells that an app
    token could open it, `by_token` that one was sent and does not.
    """

    need: tuple[str, ...]
    asked: Asked
    takes_tokens: bool = False
    by_token: bool = False


@dataclass(frozen=True)
class Deny:
    """Nothing that the person does here would help; `why` is the reason.

    `user` lacks `groups`, where the reason is that.
    """

    why: AppError
    user: Account | None = None
    groups: tuple[str, ...] = ()


Refused = Challenge | Deny
Decision = Allow | Open | Refused


def decide(
    caller: Principal | None, asked: Asked, *, fresh_seconds: int, now: datetime
) -> Allow | Refused:
    """Return the decision on a request of `caller`.

    `fresh_seconds` is how long a step-up counts.
    """
    if caller is None:
        return Challenge((LOGIN,), asked)
    lacks = lacking(caller.user, asked)
    if lacks:  # first: two factors would not help who is in no such group
        return Deny(GroupRequired(), caller.user, lacks)
    need = missing(caller, asked, fresh_seconds=fresh_seconds, now=now)
    return Challenge(need, asked) if need else Allow(caller.user)


def lacking(user: Account, asked: Asked) -> tuple[str, ...]:
    """Return which groups a user lacks.

    Each text names those of which one is enough.
    """
    held = {user.role, *user.groups}
    return tuple(" / ".join(sorted(each)) for each in asked.groups if held.isdisjoint(each))


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
