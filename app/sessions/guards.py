"""The guards of views: decorators that say which callers are admitted.

Every view has exactly one guard, and a test checks the URL map for that.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import g, request
from flask_login import current_user

from app.core.assurance import has_second_factor, is_fresh
from app.core.errors import (
    AppError,
    Forbidden,
    InvalidBearer,
    NotSignedIn,
    ReauthRequired,
    RecoveryProbation,
    TwoFactorSessionExpired,
    TwoFactorSetupRequired,
)
from app.extensions import now, settings
from app.policy.methods import step_up_methods
from app.sessions.login_challenge import HalfAuth
from app.sessions.principal import Principal
from app.sessions.request_identity import half_authenticated_caller
from app.users.models import ADMIN
from app.users.recovery_marks import refuse_on_probation
from app.web.api import guarded_as
from app.web.token_clients import sent_bearer

P = ParamSpec("P")
R = TypeVar("R")
View = Callable[P, R]
_OF_ADMINS = (NotSignedIn, InvalidBearer, Forbidden, ReauthRequired, TwoFactorSetupRequired)


def public(view: View[P, R]) -> View[P, R]:
    """Admit every caller."""
    return guarded_as("public")(view)


def half_authenticated(view: View[P, R]) -> View[P, R]:
    """Admit only a caller with a half-finished login.

    The view raises TwoFactorSessionExpired for all others.
    """

    @wraps(view)
    def guarded(*args: P.args, **more: P.kwargs) -> R:
        half = half_authenticated_caller()
        if half is None:
            raise TwoFactorSessionExpired
        g.half_auth = half
        return view(*args, **more)

    return guarded_as("half_authenticated", TwoFactorSessionExpired)(guarded)


def authenticated(
    *, enrolling: bool = False, settled: bool = False
) -> Callable[[View[P, R]], View[P, R]]:
    """Admit a signed-in caller.

    With `enrolling` the guard also admits a caller who must first set up two factors. With
    `settled` it refuses one whose account was recovered within the day (V08).
    """

    def guard(view: View[P, R]) -> View[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **more: P.kwargs) -> R:
            _require(enrolling=enrolling, settled=settled)
            return view(*args, **more)

        refusals = _refusals(enrolling=enrolling, settled=settled)
        return guarded_as("authenticated", *refusals)(guarded)

    return guard


def fresh(*, enrolling: bool = False, settled: bool = False) -> Callable[[View[P, R]], View[P, R]]:
    """Admit a caller with a fresh step-up (R15, ASVS 7.5.1).

    A step-up is fresh for `fresh_seconds`. `enrolling` and `settled` are as in `authenticated`.
    """

    def guard(view: View[P, R]) -> View[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **more: P.kwargs) -> R:
            _require(enrolling=enrolling, settled=settled)
            require_fresh(principal())
            return view(*args, **more)

        refusals = _refusals(enrolling=enrolling, settled=settled)
        return guarded_as("fresh", ReauthRequired, *refusals)(guarded)

    return guard


def admin(view: View[P, R]) -> View[P, R]:
    """Admit an administrator whose session proved a second factor (A01).

    The role is the one in the row at this request. All others are refused before the view looks
    anything up.
    """

    @wraps(view)
    def guarded(*args: P.args, **more: P.kwargs) -> R:
        _require_admin()
        return view(*args, **more)

    return guarded_as("admin", *_OF_ADMINS)(guarded)


def admin_write(view: View[P, R]) -> View[P, R]:
    """Admit an administrator who may read, and whose step-up is fresh (A01).

    One whose account was recovered within the day is refused (V08).
    """

    @wraps(view)
    def guarded(*args: P.args, **more: P.kwargs) -> R:
        _require_admin()
        refuse_on_probation(principal().user)
        require_fresh(principal())
        return view(*args, **more)

    return guarded_as("admin_write", *_OF_ADMINS, RecoveryProbation)(guarded)


def principal() -> Principal:
    """Return the signed-in caller of the current request.

    Raises NotSignedIn, or InvalidBearer where the request has a bearer token.
    """
    caller = optional_principal()
    if caller is None:
        raise NotSignedIn if sent_bearer(request.environ) is None else InvalidBearer
    return caller


def optional_principal() -> Principal | None:
    """Return the signed-in caller, or None."""
    caller = current_user._get_current_object()
    return caller if isinstance(caller, Principal) else None


def half_auth() -> HalfAuth:
    """Return the half-finished login of a `@half_authenticated` view."""
    found: HalfAuth = g.half_auth
    return found


def require_fresh(caller: Principal) -> None:
    """Raise ReauthRequired where the last proof is too old or too weak.

    The error names the methods that the caller can use for a new proof.
    """
    until, longest = caller.session.fresh_until, timedelta(seconds=settings().fresh_seconds)
    if until is not None and until > now() + longest:
        until = None  # set while this machine's clock was ahead (F06)
    if not is_fresh(
        fresh_until=until,
        amr=caller.session.amr,
        needs_factor=caller.user.has_two_factor,
        now=now(),
    ):
        raise ReauthRequired(methods=step_up_methods(caller.user))


def _require(*, enrolling: bool, settled: bool) -> None:
    caller = principal()
    if caller.must_enrol and not enrolling:
        raise TwoFactorSetupRequired
    if settled:
        refuse_on_probation(caller.user)


def _require_admin() -> None:
    caller = principal()
    if caller.user.role != ADMIN:
        raise Forbidden
    if caller.must_enrol or not caller.user.has_two_factor:
        raise TwoFactorSetupRequired
    if not has_second_factor(caller.session.amr):
        raise ReauthRequired(methods=step_up_methods(caller.user))


def _refusals(*, enrolling: bool, settled: bool) -> Iterator[type[AppError]]:
    yield from (NotSignedIn, InvalidBearer)
    if not enrolling:
        yield TwoFactorSetupRequired
    if settled:
        yield RecoveryProbation
