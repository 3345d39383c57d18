"""Promise: Redis may stop, stall or forget: people sign in, wrong codes stay counted, and readiness
says so without turning red (F03, F10)."""

import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import redis

from tests.faults.invariants import check_invariants
from tests.faults.nodes import Node, two_nodes
from tests.faults.visitor import enrolled_visitor
from tests.ports import free_port
from tests.services import Postgres, Redis


@pytest.fixture
def own_redis() -> Iterator[Redis]:
    with Redis() as server:
        yield server
        if server.process is not None:
            server.process.send_signal(signal.SIGCONT)


@pytest.fixture
def nodes(postgres: Postgres, own_redis: Redis, tmp_path: Path) -> Iterator[list[Node]]:
    with two_nodes(tmp_path, postgres, own_redis, free_port()) as found:
        yield found


def _stop(server: Redis) -> None:
    server.stop()


def _stall(server: Redis) -> None:
    assert server.process is not None
    server.process.send_signal(signal.SIGSTOP)


def _flush(server: Redis) -> None:
    with redis.from_url(server.url.removeprefix("redis+")) as client:
        client.flushall()


def _wrong_type(server: Redis) -> None:
    with redis.from_url(server.url.removeprefix("redis+")) as client:
        for key in client.keys("*"):
            client.delete(key)
            client.lpush(key, "not a number")


FAULTS: dict[str, tuple[Callable[[Redis], None], str]] = {
    "stopped": (_stop, "degraded"),
    "stalled": (_stall, "degraded"),
    "flushed": (_flush, "ok"),
    "of another type": (_wrong_type, "ok"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_f03_f10_without_redis_a_lock_holds_and_people_sign_in(
    nodes: list[Node], own_redis: Redis, fault: str
) -> None:
    app = nodes[0].inside()
    ann = enrolled_visitor(app, nodes[0].url, "ann@example.com")
    bob = enrolled_visitor(app, nodes[1].url, "bob@example.com")
    for _ in range(5):
        ann.log_in()
        assert ann.verify("000000" if ann.code() != "000000" else "000001").status == 400
    inject, told = FAULTS[fault]
    inject(own_redis)
    begun = time.monotonic()
    assert bob.log_in().status == 200
    assert bob.verify(bob.code()).status == 200
    assert bob.is_signed_in()
    # Not a bound on speed: each call that asked a dead Redis in full would take seconds.
    assert time.monotonic() - begun < 15
    locked = ann.twin(nodes[1].url)
    locked.log_in()
    assert locked.verify(locked.code()).status == 429
    assert bob.get("/readyz").json["status"] == told
    check_invariants(app)
