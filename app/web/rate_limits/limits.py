"""Counts of requests to the API, and refusals above the limit.

With Redis, Flask-Limiter counts the calls of strangers there. Each process counts all other calls
in its memory, so that a session check queries no store but the database. The counts that protect
accounts are in `lockout`, in SQL.
"""

import logging
from collections.abc import Callable, Sequence
from threading import Lock
from typing import Any, TypeVar

from flask import Flask, Response, current_app, request
from flask_limiter import Limiter, RateLimitExceeded

from app.config import Settings
from app.core.errors import TooManyRequests
from app.core.limits import Window
from app.extensions import current_extension, now
from app.web.errors import answer
from app.web.exchange import Exchange, current_origin, exchange_of
from app.web.monitoring.metrics import count
from app.web.rate_limits.memory import MemoryCounts

_STRANGERS, _NOBODY = "strangers", "nobody"
_REDIS_SECONDS = 0.5
_log = logging.getLogger(__name__)
V = TypeVar("V", bound=Callable[..., Any])

limiter = Limiter(
    lambda: current_origin().address,
    application_limits=[lambda: _rate_limits().of_strangers()],
)


class RateLimits:
    """The limits of one application, whole and per process."""

    def __init__(self, settings: Settings) -> None:
        """Divide the limits of the settings by the number of processes."""
        whole = settings.request_limits
        shares = [share_of(each, settings.workers) for each in whole]
        self.memory, self.strangers = MemoryCounts(shares), MemoryCounts(shares)
        self.is_shared = settings.redis_url is not None
        self._whole, self._shares = _spelled(whole), _spelled(shares)
        self._is_out, self._lock = False, Lock()

    def of_strangers(self) -> str:
        """Return the present limits of strangers' calls, as Flask-Limiter reads them.

        Redis counts for all processes, so the whole limits apply. While it does not answer, each
        process counts in its memory, and the shares apply.
        """
        is_out = limiter.limiter.storage is not limiter.storage
        self._tell(is_out=is_out)
        return self._shares if is_out else self._whole

    def _tell(self, *, is_out: bool) -> None:
        """Log and count an outage of Redis once, and log its end."""
        with self._lock:
            if is_out == self._is_out:
                return
            self._is_out = is_out
        if is_out:
            count("store_outages", "redis")
        _log.warning("request limits: redis %s", "does not answer" if is_out else "answers again")


def share_of(limit: Window, processes: int) -> Window:
    """Return the share of a limit for one of several processes.

    Together the processes allow no more than the limit. A share is at least 1, because 0 would
    refuse every request.
    """
    return Window(max(1, limit.limit // processes), limit.seconds)


def init_limits(app: Flask, settings: Settings) -> None:
    """Limit the requests of one address to `/api`."""
    app.extensions["rate_limits"] = RateLimits(settings)
    app.before_request(_count)
    if settings.redis_url:
        _share(app, settings.redis_url)


def _share(app: Flask, redis_url: str) -> None:
    app.config.update(
        RATELIMIT_STORAGE_URI=redis_url,
        RATELIMIT_STORAGE_OPTIONS={
            "socket_connect_timeout": _REDIS_SECONDS,
            "socket_timeout": _REDIS_SECONDS,
        },
        # An error in the counting must not fail the call.
        RATELIMIT_SWALLOW_ERRORS=True,
        RATELIMIT_IN_MEMORY_FALLBACK_ENABLED=True,
    )
    limiter.init_app(app)
    app.register_error_handler(RateLimitExceeded, _refuse)


def for_strangers(view: V) -> V:
    """Declare a view that strangers call.

    With Redis, all processes count its calls together.
    """
    view.__counted_for__ = _STRANGERS  # type: ignore[attr-defined]
    return view


def uncounted(view: V) -> V:
    """Declare a view whose requests are not counted."""
    view.__counted_for__ = _NOBODY  # type: ignore[attr-defined]
    return view


def charge(exchange: Exchange) -> int | None:
    """Count a request in memory; return the seconds to wait, or None.

    Further calls for the same request return the same and count nothing.
    """
    if not exchange.is_counted:
        exchange.is_counted = True
        exchange.wait = _rate_limits().memory.charge(exchange.origin.address, now())
    return exchange.wait


@limiter.request_filter
def _is_no_strangers_call() -> bool:
    return _counted_for() != _STRANGERS or request.method == "OPTIONS"


def _count() -> None:
    exchange = exchange_of(request.environ)
    if not exchange.is_api:
        return
    # No stranger's call: Flask answers OPTIONS without the view.
    counted_for = _counted_for() if request.method != "OPTIONS" else None
    if counted_for is None:
        seconds = charge(exchange)
    elif counted_for == _STRANGERS and not _rate_limits().is_shared:
        seconds = _rate_limits().strangers.charge(exchange.origin.address, now())
    else:
        return
    if seconds is not None:
        raise TooManyRequests(retry_after=seconds)


def _refuse(error: RateLimitExceeded) -> Response:
    seconds = error.limit.limit.get_expiry() if error.limit else None
    return answer(TooManyRequests(retry_after=seconds))


def _counted_for() -> str | None:
    view = current_app.view_functions.get(request.endpoint or "")
    return getattr(view, "__counted_for__", None)


def _rate_limits() -> RateLimits:
    found: RateLimits = current_extension("rate_limits")
    return found


def _spelled(limits: Sequence[Window]) -> str:
    return ";".join(f"{each.limit} per {each.seconds} seconds" for each in limits)
