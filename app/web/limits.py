"""The outer ring against floods: requests per address, by Flask-Limiter.

It is cheap and coarse. The counts that keep an account safe are in `lockout`, in SQL.
"""

from flask import Flask, current_app, request
from flask_limiter import Limiter
from limits.storage import RedisStorage
from redis.backoff import NoBackoff
from redis.retry import Retry

from app.config import Settings
from app.core.clock import Clock
from app.web.client import current_client
from app.web.limit_layers import Layer, LayeredStorage, ShareOfMemory
from app.web.request_counts import DatabaseStorage

_REDIS_SECONDS = 0.1


def init_limits(app: Flask, settings: Settings) -> None:
    """Limit the requests of one address to `/api`."""
    clock: Clock = app.extensions["second_lock"].clock
    limiter = Limiter(
        lambda: current_client().address,  # never empty: an empty key would mean no limit at all
        app=app,
        application_limits=[
            f"{window.limit} per {window.seconds} seconds" for window in settings.request_limits
        ],
        application_limits_exempt_when=lambda: not request.path.startswith("/api/"),
        storage_uri="second-lock://",
        storage_options={"layers": _layers(settings, clock), "clock": clock},  # type: ignore[dict-item]
    )
    app.extensions["request_limits"] = limiter.storage


def limit_layers() -> tuple[Layer, ...]:
    """Return the stores of the current application, the best first, with their numbers."""
    storage: LayeredStorage = current_app.extensions["request_limits"]
    return storage.layers


def _layers(settings: Settings, clock: Clock) -> list[Layer]:
    """Redis where it is set, then the database; memory alone for one process without Redis.

    A dead Redis must neither open the gate nor close the shop. With the database gone too, each
    process counts for all: nothing can be guessed then, and what needs no database still answers.
    """
    layers = [Layer("memory", ShareOfMemory(settings.workers))]
    if settings.redis_url or settings.workers > 1:
        layers.insert(0, Layer("database", DatabaseStorage(settings.database, clock=clock)))
    if settings.redis_url:
        layers.insert(0, Layer("redis", _redis(settings.redis_url)))
    return layers


def _redis(url: str) -> RedisStorage:
    return RedisStorage(
        url,
        socket_connect_timeout=_REDIS_SECONDS,
        socket_timeout=_REDIS_SECONDS,
        retry=Retry(NoBackoff(), 0),  # type: ignore[arg-type]  # by default it retries for seconds
    )
