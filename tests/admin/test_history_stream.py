"""Promise: an export of the history streams from the server that we ship: its memory does not grow
with the history, and a client that goes away frees the database (A11)."""

import http.client
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import text

from app.extensions import db
from tests.conftest import Backend
from tests.faults.nodes import Node
from tests.faults.visitor import Visitor, enrolled_visitor
from tests.rows import execute

EVENTS = 30_000
EXPORT = "/api/admin/events/export?format=csv"
_AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
_NUMBERS = {
    "sqlite": "(WITH RECURSIVE run(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM run WHERE "
    "i < 30000) SELECT i FROM run)",
    "postgresql": "(SELECT i FROM generate_series(1, 30000) AS i)",
}
_FILL = (
    "INSERT INTO audit_events (number, id, at, type, outcome, ip, user_agent, request_id, detail) "
    "SELECT last + i, 'x' || i, at, 'login', 'success', '192.0.2.1', :agent, 'r', '{{}}' "
    "FROM {numbers} AS run, (SELECT number AS last, at FROM audit_events "
    "ORDER BY number DESC LIMIT 1) AS newest"
)
_HEAD = "UPDATE audit_head SET number = (SELECT max(number) FROM audit_events)"


@pytest.fixture
def node(tmp_path: Path, backend: Backend) -> Iterator[Node]:
    database = backend.fresh_database(tmp_path)
    with Node(tmp_path, DATABASE_URL=str(database)) as server:
        yield server


@pytest.fixture
def admin(node: Node) -> Visitor:
    """An administrator in whose history much has happened."""
    app = node.inside()
    found = enrolled_visitor(app, node.url, "root@example.com")
    with app.app_context():
        numbers = _NUMBERS[db.engine.dialect.name]
    execute(app, _FILL.format(numbers=numbers), agent=_AGENT)
    execute(app, _HEAD, "UPDATE users SET role = 'admin'")
    found.log_in()
    assert found.verify(found.code()).status == 200
    return found


@contextmanager
def begun(admin: Visitor) -> Iterator[http.client.HTTPResponse]:
    """Ask for an export, and read only its head."""
    connection = http.client.HTTPConnection(urlsplit(admin.base).netloc, timeout=60)
    cookies = "; ".join(f"{each.name}={each.value}" for each in admin.jar)
    with closing(connection):
        connection.request("GET", EXPORT, headers={"Cookie": cookies})
        with connection.getresponse() as answer:
            assert answer.status == 200
            yield answer


def megabytes(node: Node) -> float:
    """What the worker holds."""
    [worker] = node.workers()
    status = Path(f"/proc/{worker}/status").read_text()
    [line] = [each for each in status.splitlines() if each.startswith("VmRSS")]
    return int(line.split()[1]) / 1024


def busy_connections(app: Flask) -> int:
    """How many connections are in a transaction of PostgreSQL."""
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            return 0
        asked = text("SELECT count(*) FROM pg_stat_activity WHERE state LIKE '%in transaction%'")
        return db.session.scalar(asked) or 0


def is_idle(app: Flask) -> bool:
    """Whether nobody reads the history any more, within a minute."""
    for _ in range(300):
        if busy_connections(app) == 0:
            time.sleep(1)  # not between two pages
            if busy_connections(app) == 0:
                return True
        time.sleep(0.2)
    return False


def test_a11_the_memory_does_not_grow_with_the_history(node: Node, admin: Visitor) -> None:
    with begun(admin) as answer:
        answer.read(1024)
    before, most, lines = megabytes(node), 0.0, 0
    with begun(admin) as answer:
        while part := answer.read(1024 * 1024):
            lines += part.count(b"\r\n")
            most = max(most, megabytes(node))
    assert lines > EVENTS
    assert most - before < 15
    assert admin.is_signed_in()


def test_a11_who_goes_away_holds_no_connection_and_stops_nobody(node: Node, admin: Visitor) -> None:
    app = node.inside()
    for _ in range(5):
        with begun(admin) as answer:
            answer.read(1024)
    assert is_idle(app)
    with ExitStack() as slow:
        for _ in range(5):
            slow.enter_context(begun(admin))
        assert is_idle(app), "a slow client holds no transaction open"
        assert admin.get("/api/admin/overview").status == 200
        assert admin.post("logout", {}).status == 200, "a slow client stops no writer"
