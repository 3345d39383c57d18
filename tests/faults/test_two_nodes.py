"""Promise: two nodes with two workers each are one product: what one of them spent, ended or
locked, the other knows at the next request, also where one is killed under load (F07, F09, F10)."""

import os
import random
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from flask import Flask

from tests.faults.invariants import Ledger, check_invariants
from tests.faults.nodes import METRICS, NginxFront, Node, two_nodes
from tests.faults.visitor import Answer, Visitor, enrolled_visitor
from tests.ports import free_port
from tests.racing import race
from tests.services import Postgres, Redis

FAKETIME = sorted(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))
REQUESTS = int(os.environ.get("MIXED_REQUESTS", "300"))


@dataclass
class House:
    front: NginxFront
    nodes: list[Node]
    app: Flask


@pytest.fixture(scope="module")
def house(
    tmp_path_factory: pytest.TempPathFactory, postgres: Postgres, redis_server: Redis
) -> Iterator[House]:
    folder, port = tmp_path_factory.mktemp("nodes"), free_port()
    with two_nodes(folder, postgres, redis_server, port) as nodes:
        app = nodes[0].inside()
        ports = [node.port for node in nodes]
        with NginxFront(Path(folder) / "nginx", port, ports) as front:
            yield House(front, nodes, app)


def person(house: House, name: str) -> Visitor:
    return enrolled_visitor(house.app, house.front.url, f"{name}@example.com")


def test_a_code_that_one_node_took_is_refused_by_the_other_r04(house: House) -> None:
    ann = person(house, "ann")
    first, second = ann.twin(house.nodes[0].url), ann.twin(house.nodes[1].url)
    for each in (first, second):
        assert each.log_in().json["requires2FA"]
    code = ann.code()
    assert first.verify(code).status == 200
    refused = second.verify(code)
    assert (refused.status, refused.json["code"]) == (400, "code_already_used")
    check_invariants(house.app)


def test_one_of_many_that_race_on_both_nodes_wins_f07(house: House) -> None:
    bea = person(house, "bea")
    for code in (bea.code(), *bea.backup_codes[:3]):
        racers = [bea.twin(house.nodes[number % 2].url) for number in range(4)]
        for each in racers:
            assert each.log_in().json["requires2FA"]
        answers = [each.status for each in race([partial(one.verify, code) for one in racers])]
        assert answers.count(200) == 1
        assert set(answers) <= {200, 400, 429}
    check_invariants(house.app)


def test_a_session_that_ended_on_one_node_is_dead_on_the_other_r57(house: House) -> None:
    cat = person(house, "cat")
    cat.log_in()
    assert cat.verify(cat.code()).status == 200
    copy = cat.twin(cookies=True)
    here, there = (node.url for node in house.nodes)
    assert copy.is_signed_in(at=there)
    assert cat.post("logout", at=here).status == 200
    assert not copy.is_signed_in(at=there)
    assert not copy.is_signed_in(at=here)


def test_wrong_codes_on_both_nodes_count_together_f10(house: House) -> None:
    dan = person(house, "dan")
    for number in range(5):
        guess = dan.twin(house.nodes[number % 2].url)
        guess.log_in()
        assert guess.verify("000000" if dan.code() != "000000" else "000001").status == 400
    last = dan.twin(house.nodes[1].url)
    assert last.log_in().json["retryAfter"] > 0
    assert last.verify(dan.code()).status == 429
    check_invariants(house.app)


def test_both_nodes_are_ready_and_the_proxy_shows_neither_metrics_nor_readiness(
    house: House,
) -> None:
    visitor = Visitor(house.front.url, "nobody@example.com")
    bearer = {"Authorization": f"Bearer {METRICS}"}
    for node in house.nodes:
        assert visitor.get("/readyz", at=node.url).json == {"status": "ok"}
        assert visitor.get("/metrics", at=node.url, **bearer).status == 200
    assert visitor.get("/metrics", **bearer).status == 404
    assert visitor.get("/readyz").status == 404


def test_clocks_a_few_seconds_apart_sign_nobody_out_f06(house: House) -> None:
    fay = person(house, "fay")
    slow = Node(house.nodes[1].folder.parent / "slow", **house.nodes[1].environment)
    slow.folder.mkdir()
    slow.environment |= {"PORT": str(slow.port), **_seconds_behind(5)}
    fay.log_in(at=house.nodes[0].url)
    with slow:
        assert fay.verify(fay.code(), at=slow.url).status == 200
        fay.post("reauth", {"code": fay.backup_codes[0]}, at=house.nodes[0].url)
        assert fay.is_signed_in(at=slow.url)
        assert fay.get("/readyz", at=slow.url).json == {"status": "degraded", "missing": ["clock"]}
    check_invariants(house.app)


def _seconds_behind(seconds: int) -> dict[str, str]:
    return {
        "LD_PRELOAD": str(FAKETIME[0]),
        "FAKETIME": f"-{seconds}",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "DONT_FAKE_MONOTONIC": "1",
    }


class Crowd:
    """People who do one thing after the other, each alone, and remember what they were told."""

    def __init__(self, house: House, size: int) -> None:
        self.house, self.ledger, self.lock = house, Ledger(), threading.Lock()
        self.people = [person(house, f"crowd{number}-{time.time_ns()}") for number in range(size)]
        self.left = REQUESTS

    def live(self, visitor: Visitor) -> None:
        """Sign in by code or backup code, look around, sometimes sign out, and again."""
        dice = random.Random(visitor.email)
        while self._take(visitor, visitor.log_in()):
            codes = [visitor.code(), *visitor.backup_codes[:1]]
            code = dice.choice(codes)
            answer = visitor.verify(code)
            if answer.status != 503 and code in visitor.backup_codes:
                visitor.backup_codes.remove(code)
            if not self._take(visitor, answer):
                return
            if answer.status == 200:
                self._accepted(visitor, code)
                self._look_around(visitor, dice)
            if answer.status == 429 or not visitor.backup_codes:
                visitor = person(self.house, f"crowd{time.time_ns()}")

    def _look_around(self, visitor: Visitor, dice: random.Random) -> None:
        for _ in range(3):
            answer = visitor.get("me")
            self._take(visitor, answer)
            # What was answered 2xx is not lost: whoever was let in stays in.
            assert answer.status in {200, 503}, f"INV6: {answer.json}"
        if dice.random() < 0.5:
            copy = visitor.twin(cookies=True)
            answer = visitor.post("logout")
            self._take(visitor, answer)
            if answer.status == 200:
                assert copy.get("me").status in {401, 503}, "INV9: an ended session lives"

    def _accepted(self, visitor: Visitor, code: str) -> None:
        with self.lock:
            # A code's text may come again hours later, not within a test.
            self.ledger.accepted[f"{visitor.email} {code}"] += 1

    def _take(self, visitor: Visitor, answer: Answer) -> bool:
        with self.lock:
            self.left -= 1
            self.ledger.statuses[answer.status] += 1
            return self.left > 0


def test_a_node_killed_and_restarted_under_load_costs_nothing_f09(
    house: House, tmp_path: Path
) -> None:
    crowd = Crowd(house, 8)
    with ThreadPoolExecutor(8) as threads:
        lives = [threads.submit(crowd.live, each) for each in crowd.people]
        while crowd.left > REQUESTS * 2 // 3:
            time.sleep(0.05)
        house.nodes[0].kill()
        while crowd.left > REQUESTS // 3:
            time.sleep(0.05)
        house.nodes[0].log.close()
        house.nodes[0].__enter__()
        for life in lives:
            life.result()
    statuses = crowd.ledger.statuses
    assert set(statuses) <= {200, 400, 401, 429, 503}, statuses
    assert statuses[200] > REQUESTS // 3, statuses
    check_invariants(house.app, crowd.ledger)
    (tmp_path / "figures").write_text(f"{sum(statuses.values())}: {dict(statuses)}")
