"""The outer ring against floods: requests per address, by Flask-Limiter's strategy and storage.

It is cheap and coarse. The counts that keep an account safe are in `lockout`, in SQL.
"""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from flask import Flask, current_app, request
from flask_limiter import Limiter
from limits import parse
from limits.storage import RedisStorage

from app.config import Settings
from app.core.clock import Clock
from app.core.errors import TooManyRequests
from app.core.limits import Window
from app.extensions import current_extension
from app.web.client import current_client
from app.web.exchange import Exchange, exchange_of
from app.web.limit_layers import Layer, LayeredStorage
from app.web.memory_counts import ShareOfMemory
from app.web.request_counts import DatabaseStorage

_REDIS_SECONDS = 0.1
V = TypeVar("V", bound=Callable[..., Any])


class RequestLimits:
    """How many requests one address may send."""

    def __init__(self, limiter: Limiter, limits: Sequence[Window]) -> None:
        """Take Flask-Limiter, which is set up, and the limits of the settings."""
        storage = limiter.storage
        assert isinstance(storage, LayeredStorage)
        self.layers, self._hit = storage.layers, limiter.limiter.hit
        self._limits = [parse(f"{each.limit} per {each.seconds} seconds") for each in limits]

    def wait(self, exchange: Exchange) -> int | None:
        """Count a request, once however often it is asked for; return the seconds to wait where it
        was one too many."""
        if not exchange.is_counted:
            exchange.is_counted = True
            address = exchange.client.address
            full = (each for each in self._limits if not self._hit(each, address))
            exchange.wait = next((each.get_expiry() for each in full), None)
        return exchange.wait


def init_limits(app: Flask, settings: Settings) -> None:
    """Limit the requests of one address to `/api`."""
    clock: Clock = app.extensions["second_lock"].clock
    limiter = Limiter(
        _address,
        storage_uri="second-lock://",
        storage_options={"layers": _layers(settings, clock), "clock": clock},  # type: ignore[dict-item]
    )
    # Known already: it adds no hooks of its own, which parse every limit anew at each request.
    app.extensions["limiter"] = {limiter}
    limiter.init_app(app)
    app.extensions["request_limits"] = RequestLimits(limiter, settings.request_limits)
    app.before_request(_count)


def request_limits() -> RequestLimits:
    """Return the limits of the current application."""
    found: RequestLimits = current_extension("request_limits")
    return found


def uncounted(view: V) -> V:
    """Declare a view whose requests are no flood, however many they are."""
    view.__uncounted__ = True  # type: ignore[attr-defined]
    return view


def limit_layers() -> tuple[Layer, ...]:
    """Return the stores of the current application, the best first, with their numbers."""
    return request_limits().layers


def _count() -> None:
    exchange = exchange_of(request.environ)
    if not exchange.is_api or _is_uncounted(request.endpoint):
        return
    seconds = request_limits().wait(exchange)
    if seconds is not None:
        raise TooManyRequests(retry_after=seconds)


def _address() -> str:
    return current_client().address


def _is_uncounted(endpoint: str | None) -> bool:
    return hasattr(current_app.view_functions.get(endpoint or ""), "__uncounted__")


def _layers(settings: Settings, clock: Clock) -> list[Layer]:
    """Redis where it is set, then the database; memory alone for one process without Redis.

    A dead Redis must neither open the gate nor close the shop. With the database gone too, each
    process counts for all: nothing can be guessed then, and what needs no database still answers.
    """
    layers = [Layer("memory", ShareOfMemory(settings.workers, clock))]
    if settings.redis_url or settings.workers > 1:
        layers.insert(0, Layer("database", DatabaseStorage(settings.database, clock=clock)))
    if settings.redis_url:
        layers.insert(0, Layer("redis", _redis(settings.redis_url)))
    return layers


def _redis(url: str) -> RedisStorage:
    # At the top they would cost 4 MB where there is no Redis, too.
    from redis.backoff import NoBackoff  # noqa: PLC0415
    from redis.retry import Retry  # noqa: PLC0415

    return RedisStorage(
        url,
        socket_connect_timeout=_REDIS_SECONDS,
        socket_timeout=_REDIS_SECONDS,
        retry=Retry(NoBackoff(), 0),  # type: ignore[arg-type]  # by default it retries for seconds
    )
