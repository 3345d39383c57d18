"""Promise: behind the shipped nginx and Caddy files the product sees the one true client, and no
header under another spelling makes a different one (R53, R83)."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.faults.nodes import FRONTS, METRICS, Node, free_port
from tests.faults.visitor import Visitor, enrolled_visitor

FORGED = {
    "X-Forwarded-For": "203.0.113.7",
    "X_Forwarded_For": "203.0.113.8",
    "X-Real-IP": "203.0.113.9",
    "Forwarded": "for=203.0.113.10",
}


@dataclass
class Site:
    node: Node
    visitor: Visitor


@pytest.fixture(params=FRONTS)
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Site]:
    port = free_port()
    url = f"http://localhost:{port}"
    more = {"PUBLIC_URL": url, "TRUSTED_PROXIES": "1", "METRICS_TOKEN": METRICS}
    with (
        Node(tmp_path, **more) as node,
        FRONTS[request.param](tmp_path / "front", port, [node.port]),
    ):
        yield Site(node, enrolled_visitor(node.inside(), url, "ann@example.com"))


def test_forged_addresses_count_for_nothing_r53(site: Site) -> None:
    ann = site.visitor
    ann.log_in(**FORGED)
    assert ann.verify(ann.code(), **FORGED).status == 200
    [session] = ann.get("sessions").json["sessions"]
    assert session["ip"] == "127.0.0.1"
    seen = {each["ip"] for each in ann.get("events").json["events"] if each["ip"]}
    assert seen == {"127.0.0.1"}


def test_the_inside_is_not_shown(site: Site) -> None:
    bearer = {"Authorization": f"Bearer {METRICS}"}
    assert site.visitor.get("/metrics", **bearer).status == 404
    assert site.visitor.get("/readyz").status == 404
    assert site.visitor.get("/healthz").status == 200


def test_too_large_a_body_is_refused_in_our_words(site: Site) -> None:
    answer = site.visitor.post("login", {"email": "a@example.com", "password": "x" * 20_000})
    assert (answer.status, answer.json["code"]) == (413, "body_too_large")


def test_without_a_node_the_answer_is_503(site: Site) -> None:
    site.node.kill()
    answer = site.visitor.log_in()
    assert answer.status in {502, 503}
