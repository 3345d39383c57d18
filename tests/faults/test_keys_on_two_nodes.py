"""Promise: keys are rotated on two nodes, one node after the other, while people sign in on both:
nobody is signed out, no code is refused (F08)."""

import json
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from tests.faults.invariants import Ledger, check_invariants
from tests.faults.nodes import NginxFront, Node, keys_of_all_nodes, two_nodes
from tests.faults.visitor import Visitor, enrolled_visitor
from tests.ports import free_port
from tests.racing import race
from tests.services import Postgres, Redis

_NAMES = ("SECRET_KEY", "TWOFA_SECRET_KEY", "ENCRYPTION_KEYS", "PASSWORD_PEPPER")
Keys = dict[str, str]


def _fresh(held: Keys) -> Keys:
    """New keys, under ids that are not in use."""
    made = keys_of_all_nodes()
    for name in ("ENCRYPTION_KEYS", "PASSWORD_PEPPER"):
        made[name] = "new:" + made[name].partition(":")[2]
        assert not held[name].startswith("new:")
    return {name: made[name] for name in _NAMES}


def _roll(nodes: list[Node], keys: Keys) -> None:
    """Give every node the keys, one node after the other, as `docs/deployment.md` says: the next
    one when this one is ready, and its log shows that the proxy asks it again."""
    for node in nodes:
        node.restart(**keys)
        given_up = time.monotonic() + 60
        while not _is_asked(node):
            assert time.monotonic() < given_up, "the proxy does not ask the node again"
            time.sleep(0.1)


def _is_asked(node: Node) -> bool:
    lines = (node.folder / "server.log").read_text().splitlines()
    requests = [json.loads(line) for line in lines if line.startswith("{")]
    return any(each.get("status") == 200 and each["route"] != "/readyz" for each in requests)


class Visits:
    """People who sign in by all their codes on whichever node answers, and stay, until told to
    stop."""

    def __init__(self, people: list[Visitor]) -> None:
        self.people, self.ledger, self.done = people, Ledger(), threading.Event()
        self.refused: list[object] = []
        self.count = 0

    def one(self, visitor: Visitor) -> None:
        browser = visitor
        while not self.done.is_set():
            answers = []
            if visitor.backup_codes:
                browser, code = visitor.twin(), visitor.backup_codes.pop()
                answers = [browser.log_in(), browser.verify(code)]
                self.ledger.accepted[code] += answers[1].status == 200
            answers.append(browser.get("me"))
            self.refused += [each.json for each in answers if each.status != 200]
            self.count += 1
            time.sleep(1)


def test_f08_keys_are_rolled_over_two_nodes_under_load(
    tmp_path: Path, postgres: Postgres, redis_server: Redis
) -> None:
    port = free_port()
    with (
        two_nodes(tmp_path, postgres, redis_server, port) as nodes,
        NginxFront(tmp_path / "nginx", port, [node.port for node in nodes]) as front,
    ):
        app = nodes[0].inside()
        people = [enrolled_visitor(app, front.url, f"p{n}@example.com") for n in range(4)]
        kept = people[0].twin()
        kept.log_in()
        assert kept.verify(kept.code()).status == 200
        visits = Visits(people)
        old = {name: nodes[0].environment[name] for name in _NAMES}
        new = _fresh(old)

        def rotate() -> None:
            try:
                _roll(nodes, {name: f"{old[name]},{new[name]}" for name in _NAMES})
                _roll(nodes, {name: f"{new[name]},{old[name]}" for name in _NAMES})
            finally:
                visits.done.set()

        calls: list[Callable[[], None]] = [partial(visits.one, each) for each in people]
        race([*calls, rotate])
        assert visits.refused == [], (visits.refused[:3], (tmp_path / "nginx/log").read_text())
        assert visits.count >= 8
        visits.ledger.kept["kept"] = kept.is_signed_in
        check_invariants(nodes[0].inside(), visits.ledger)
        told = nodes[0].flask("keys", "rotate", "--yes", "--json")
        assert told.returncode == 0, told.stderr
