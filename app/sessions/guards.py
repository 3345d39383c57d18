"""Who may call a view: every view wears exactly one of these, and a test walks the URL map."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import g
from flask_login import current_user

from app.core.assurance import is_fresh, step_up_methods
from app.core.errors import (
    NotSignedIn,
    ReauthRequired,
    TwoFactorSessionExpired,
    TwoFactorSetupRequired,
)
from app.extensions import now
from app.sessions.half_auth import HalfAuth
from app.sessions.loaders import half_authenticated_caller
from app.sessions.principal import Principal

P = ParamSpec("P")
R = TypeVar("R")
View = Callable[P, R]


def public(view: View[P, R]) -> View[P, R]:
    """Anybody may call this."""
    return _declare(view, "public")


def half_authenticated(view: View[P, R]) -> View[P, R]:
    """Only a half-finished login may call this."""

    @wraps(view)
    def guarded(*args: P.args, **more: P.kwargs) -> R:
        half = half_authenticated_caller()
        if half is None:
            raise TwoFactorSessionExpired
        g.half_auth = half
        return view(*args, **more)

    return _declare(guarded, "half_authenticated")


def authenticated(*, enrolling: bool = False) -> Callable[[View[P, R]], View[P, R]]:
    """A signed-in caller may; `enrolling`: also one who must set up two factors first."""

    def guard(view: View[P, R]) -> View[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **more: P.kwargs) -> R:
            _require(enrolling=enrolling)
            return view(*args, **more)

        return _declare(guarded, "authenticated")

    return guard


def fresh(*, enrolling: bool = False) -> Callable[[View[P, R]], View[P, R]]:
    """A signed-in caller who proved himself in the last five minutes may (R15, ASVS 7.5.1)."""

    def guard(view: View[P, R]) -> View[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **more: P.kwargs) -> R:
            _require(enrolling=enrolling)
            require_fresh(principal())
            return view(*args, **more)

        return _declare(guarded, "fresh")

    return guard


def principal() -> Principal:
    """Return the signed-in caller of the current request; raises NotSignedIn."""
    caller = current_user._get_current_object()
    if not isinstance(caller, Principal):
        raise NotSignedIn
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
    """Raise ReauthRequired, naming the ways, where the last proof is too old or too weak."""
    two_factor = caller.user.has_two_factor
    if not is_fresh(
        fresh_until=caller.session.fresh_until,
        amr=caller.session.amr,
        needs_factor=two_factor,
        now=now(),
    ):
        raise ReauthRequired(methods=step_up_methods(two_factor=two_factor))


def _require(*, enrolling: bool) -> None:
    if principal().must_enrol and not enrolling:
        raise TwoFactorSetupRequired


def _declare(view: View[P, R], name: str) -> View[P, R]:
    view.__guard__ = name  # type: ignore[attr-defined]
    return view
