"""Promise: an orchestrator's probes wait behind no crowd, and neither behind the other (F14)."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Semaphore
from typing import Any
from urllib.request import urlopen

import pytest

from app import gateway_of
from app.web.monitoring.health import PROBES
from tests.ports import free_port
from tests.shipped import listening

_THREADS = 32


class Waiting:
    """An application in which requests for one path wait until the test lets them go."""

    def __init__(self, path: str) -> None:
        self.path, self.begun, self.may_go = path, Semaphore(0), Event()

    def __call__(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        if environ["PATH_INFO"] == self.path:
            self.begun.release()
            self.may_go.wait(20)
        start("200 OK", [])
        return [b""]

    def meet(self, number: int) -> None:
        """Return when so many requests wait."""
        for _ in range(number):
            assert self.begun.acquire(timeout=20)


@pytest.mark.parametrize("is_sqlite", [True, False])
@pytest.mark.parametrize(
    ("busy", "crowd", "met", "probes"),
    [
        ("/api/auth/login", 2 * _THREADS, _THREADS, PROBES),
        ("/readyz", 5, 1, ["/healthz"]),
    ],
)
def test_a_probe_is_answered_while_others_wait_f14(
    busy: str, crowd: int, met: int, probes: Iterable[str], *, is_sqlite: bool
) -> None:
    app, port = Waiting(busy), free_port()

    def get(path: str) -> int:
        with urlopen(f"http://127.0.0.1:{port}{path}", timeout=20) as answer:
            return int(answer.status)

    with (
        listening(gateway_of(app, is_sqlite=is_sqlite), port),
        ThreadPoolExecutor(crowd + 1) as clients,
    ):
        others = [clients.submit(get, busy) for _ in range(crowd)]
        app.meet(met)
        assert [clients.submit(get, each).result(5) for each in probes] == [200 for _ in probes]
        app.may_go.set()
        assert {each.result() for each in others} == {200}
