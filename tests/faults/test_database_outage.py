"""Promise: PostgreSQL may restart or freeze under running servers: nothing is granted meanwhile,
readiness turns red within ten seconds, and all goes on by itself (F01, F17)."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.engine import make_url

from app.extensions import db
from tests.faults.invariants import Ledger, check_invariants
from tests.faults.nodes import Node, two_nodes
from tests.faults.visitor import Visitor, enrolled_visitor
from tests.ports import free_port
from tests.racing import race
from tests.services import Postgres, Redis


@pytest.fixture
def own_postgres() -> Iterator[Postgres]:
    """A server that may be stopped."""
    with Postgres() as server:
        yield server


@pytest.fixture
def node(own_postgres: Postgres, redis_server: Redis, tmp_path: Path) -> Iterator[Node]:
    with two_nodes(tmp_path, own_postgres, redis_server, free_port()) as nodes:
        yield nodes[0]


def seconds_until(visitor: Visitor, status: int, *, most: float) -> float:
    """How long readiness takes to answer a status."""
    begun = time.monotonic()
    while time.monotonic() - begun < most:
        if visitor.get("/readyz").status == status:
            return time.monotonic() - begun
        time.sleep(0.2)
    raise AssertionError(f"/readyz did not say {status} within {most} s")


def test_f01_f17_a_restart_of_the_database(node: Node, own_postgres: Postgres) -> None:
    app = node.inside()
    ann = enrolled_visitor(app, node.url, "ann@example.com")
    half = ann.twin()
    assert ann.log_in().status == half.log_in().status == 200
    assert ann.verify(ann.backup_codes[0]).status == 200
    with app.app_context():
        db.engine.dispose()
    crowd = [ann.twin(cookies=True) for _ in range(24)]
    race([each.is_signed_in for each in crowd])  # each process has several connections now
    own_postgres.stop(signal.SIGINT)
    code = half.code()
    for answer in (ann.get("me"), half.verify(code), ann.twin().log_in(), ann.post("logout")):
        assert (answer.status, answer.json["code"]) == (503, "unavailable")
        assert int(answer.headers["Retry-After"]) > 0
        assert answer.headers["Set-Cookie"] is None
    asked = ann.get("/api/authz/auth-request", **{"X-Original-URL": f"{node.url}/"})
    assert asked.status == 503
    assert ann.get("/healthz").status == 200
    assert seconds_until(ann, 503, most=10) < 10
    own_postgres.start()
    seconds_until(ann, 200, most=30)
    assert [each.get("me").status for each in crowd] == [200] * len(crowd)
    assert half.verify(code).status == 200
    ledger = Ledger(kept={"ann": ann.is_signed_in, "half": half.is_signed_in})
    check_invariants(app, ledger)


@contextmanager
def frozen(server: Postgres) -> Iterator[None]:
    """Let every process of the server stand still: it takes questions and answers none."""
    assert server.process is not None
    parent = server.process.pid
    processes = [
        parent,
        *map(int, Path(f"/proc/{parent}/task/{parent}/children").read_text().split()),
    ]
    for each in processes:
        os.kill(each, signal.SIGSTOP)
    try:
        yield
    finally:
        for each in processes:
            os.kill(each, signal.SIGCONT)


def test_f17_a_database_that_never_answers_is_told_within_ten_seconds(
    node: Node, own_postgres: Postgres
) -> None:
    visitor = Visitor(node.url, "nobody@example.com")
    assert visitor.get("/readyz").status == 200
    with frozen(own_postgres):
        begun = time.monotonic()
        answer = visitor.get("/readyz")
        assert (answer.status, answer.json["missing"]) == (503, ["database"])
        assert time.monotonic() - begun < 10
        assert visitor.get("/healthz").status == 200
    assert seconds_until(visitor, 200, most=30) < 30


def test_f17_a_database_that_only_reads_grants_nothing(node: Node, own_postgres: Postgres) -> None:
    app = node.inside()
    ann = enrolled_visitor(app, node.url, "ann@example.com")
    name = str(make_url(node.environment["DATABASE_URL"]).database)
    _tell(own_postgres, f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    _end_connections(own_postgres, name)
    for _ in range(4):  # each process has connections of that time
        refused = ann.log_in()
        assert (refused.status, refused.json["code"]) == (503, "unavailable")
    _tell(own_postgres, f"ALTER DATABASE {name} RESET default_transaction_read_only")
    assert any(ann.log_in().status == 200 for _ in range(3)), "the connections are not given up"
    with app.app_context():
        db.engine.dispose()
    check_invariants(app)


def _tell(server: Postgres, statement: str) -> None:
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute(statement)


def _end_connections(server: Postgres, name: str) -> None:
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s",
            [name],
        )
