"""Prometheus metrics over all processes of a server.

They count events, refusals and outages, and measure the time of requests by route.
"""

import hmac
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import TYPE_CHECKING

from flask import Blueprint, Flask, Response, has_app_context, request
from flask.typing import ResponseReturnValue

from app.core.errors import InvalidBearer, NotFound
from app.extensions import current_extension, settings
from app.web.exchange import Exchange

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry, Metric

# Returns the gauges' values by name and label; each scrape calls it.
Gauges = Callable[[], dict[tuple[str, str], float]]
# The values that the label of a counter can have, by counter.
Labels = Mapping[str, Iterable[str]]
blueprint = Blueprint("metrics", __name__)
_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
_COUNTERS = {
    "events": ("Security events by type", "type"),
    "second_factors": ("Codes that were checked, by outcome", "outcome"),
    "refusals": ("Refused calls by code", "code"),
    "store_outages": ("Outages of the stores that count requests", "store"),
    "mail_tries": ("Tries to send a mail, by outcome", "outcome"),
}
_GAUGES = {
    "mails": "Mails that wait, fail or were given up",
    "oldest_mail_seconds": "How long the oldest mail waits",
}
_TEXT_FORMAT = "text/plain; version=0.0.4; charset=utf-8"
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class _Instruments:
    """The counters of one process.

    If the server has more processes, prometheus-client keeps the values in files that all share.
    """

    def __init__(self, labels: Labels) -> None:
        # Not at the top: prometheus-client decides at its import whether it keeps values in files,
        # and `flask serve` sets their folder after it has loaded this module.
        import prometheus_client  # noqa: PLC0415

        self.client = prometheus_client
        # They double the series, and nobody reads them.
        prometheus_client.disable_created_metrics()  # type: ignore[no-untyped-call]
        self.registry = prometheus_client.CollectorRegistry()
        self.counters = {
            name: prometheus_client.Counter(
                f"second_lock_{name}", words, [label], registry=self.registry
            )
            for name, (words, label) in _COUNTERS.items()
        }
        # A series that begins with its first event hides that event from `increase()`.
        for name, values in labels.items():
            for value in values:
                self.counters[name].labels(value)
        self.seconds = prometheus_client.Histogram(
            "second_lock_request_seconds",
            "Time of a request",
            ["method", "route", "status"],
            registry=self.registry,
        )

    def everyone(self) -> "CollectorRegistry":
        """Return a registry of the values of every process, ended ones too."""
        if _FOLDER not in os.environ:  # noqa: TID251  # prometheus-client's variable, not ours
            return self.registry
        from prometheus_client.multiprocess import MultiProcessCollector  # noqa: PLC0415

        merged = self.client.CollectorRegistry()
        MultiProcessCollector(merged)  # type: ignore[no-untyped-call]
        return merged


class Metrics:
    """The metrics of one application.

    Without METRICS_TOKEN nobody can read them, and the application keeps none.
    """

    def __init__(self, gauges: Gauges, labels: Labels) -> None:
        """Take the function that returns the gauges, and the known labels."""
        self._gauges, self._labels, self._lock = gauges, labels, Lock()
        self._made: _Instruments | None = None

    @property
    def instruments(self) -> _Instruments:
        """The instruments of this process, made at first use."""
        with self._lock:
            self._made = self._made or _Instruments(self._labels)
            return self._made

    def observe(self, exchange: Exchange, status: int) -> None:
        """Record a request's time; a fault of the disk raises nothing."""
        # A client may send any method, and each name would be a series of its own for ever.
        method = exchange.method if exchange.method in _METHODS else "other"
        with suppress(OSError, ValueError):
            series = self.instruments.seconds.labels(method, exchange.route, status)
            series.observe(exchange.seconds())

    def text(self) -> bytes:
        """Return all metrics in Prometheus' text format."""
        made = self.instruments
        asked = made.client.CollectorRegistry()
        asked.register(self)
        texts: list[bytes] = [
            made.client.generate_latest(each) for each in (made.everyone(), asked)
        ]
        return b"".join(texts)

    def collect(self) -> Iterator["Metric"]:
        """Yield the gauges; prometheus-client calls this at each scrape."""
        from prometheus_client.core import GaugeMetricFamily  # noqa: PLC0415

        found = self._gauges()
        for name, words in _GAUGES.items():
            family = GaugeMetricFamily(f"second_lock_{name}", words, labels=["of"])
            for (of, label), value in found.items():
                if of == name:
                    family.add_metric([label], value)
            yield family


def init_metrics(app: Flask, gauges: Gauges, labels: Labels) -> None:
    """Offer `/metrics` where METRICS_TOKEN is set."""
    app.extensions["metrics"] = Metrics(gauges, labels)
    app.register_blueprint(blueprint)


@contextmanager
def shared_metrics() -> Iterator[None]:
    """Let processes started in the block share one folder of values.

    The folder is in memory (`/dev/shm`) where that is writable. The system kills a process that
    writes to a mapped file on a full disk (SIGBUS).
    """
    if settings().metrics_token is None or _FOLDER in os.environ:  # noqa: TID251  # see everyone()
        yield
        return
    memory = Path("/dev/shm")  # noqa: S108
    place = memory if os.access(memory, os.W_OK) else None
    with TemporaryDirectory(prefix="second-lock-metrics-", dir=place) as folder:
        os.environ[_FOLDER] = folder  # noqa: TID251
        yield


def count(name: str, label: str) -> None:
    """Add one to a counter; a fault of the disk raises nothing.

    `name` is a key of `_COUNTERS`, and `label` the value of its label.
    """
    if not has_app_context() or settings().metrics_token is None:
        return
    with suppress(OSError, ValueError):
        metrics: Metrics = current_extension("metrics")
        metrics.instruments.counters[name].labels(label).inc()


@blueprint.get("/metrics")
def metrics() -> ResponseReturnValue:
    """Return the metrics to a client with the token.

    Answers 401 to any other token. Answers 404 where METRICS_TOKEN is not set.
    """
    expected = settings().metrics_token
    if expected is None:
        raise NotFound
    sent = request.headers.get("Authorization", "")
    if not hmac.compare_digest(sent.encode(), f"Bearer {expected}".encode()):  # R89
        raise InvalidBearer
    found: Metrics = current_extension("metrics")
    return Response(found.text(), content_type=_TEXT_FORMAT, headers={"Cache-Control": "no-store"})
