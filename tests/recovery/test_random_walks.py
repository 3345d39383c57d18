"""Promise: no walk leads from one of {password, mailbox} of an account with a second factor to a
session, and every step is the one that the promises ask for (V12)."""

import random
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from app.extensions import db
from tests.clock import FrozenClock
from tests.conftest import Backend, settings_for
from tests.proofs import SEED, part_of
from tests.recovery.account import hash_of
from tests.recovery.model import WAIT
from tests.recovery.nodes import NodeClock
from tests.recovery.walk import BOTH, EVERY_STEP, FIRST, MAILBOX, PASSWORD, UNWATCHED, Walk
from tests.recovery.world import World

# On each of two databases, half of them for each proof.
WALKS, STEPS = 5_000, 12
# Whole days: an outbox holds a mail back whose time is some minutes ahead.
OFF = [timedelta(days=each) for each in (0, 0, -3, 3, 400)]


class Nodes:
    """Two nodes on one database; the clock of the second is as far off as a walk says."""

    def __init__(self, backend: Backend, folder: Path) -> None:
        self.clock = FrozenClock()
        self.other = NodeClock(self.clock)
        settings = settings_for(backend, folder)
        self.apps: list[Flask] = [
            create_app(settings, NodeClock(self.clock)),
            create_app(settings, self.other),
        ]
        self.hash = hash_of(self.apps[0], FIRST)

    def walk(self, number: int, holds: str, steps: int) -> Walk:
        rng = random.Random(f"{SEED}:{holds}:{number}")
        self.other.ahead = rng.choice(OFF)
        walk = Walk(World(self.apps, rng, self.hash), self.clock, rng, holds)
        try:
            walk.go_ahead()
            walk.run(steps, UNWATCHED if holds == BOTH else EVERY_STEP)
        except AssertionError as wrong:
            raise AssertionError(f"{holds} {number}: {' → '.join(walk.done)}") from wrong
        walk.world.leave()
        return walk


@pytest.fixture
def nodes(backend: Backend, tmp_path: Path) -> Iterator[Nodes]:
    made = Nodes(backend, tmp_path)
    yield made
    for app in made.apps:
        with app.app_context():
            db.engine.dispose()


@pytest.mark.parametrize("holds", [PASSWORD, MAILBOX])
def test_v12_one_proof_alone_leads_nowhere(nodes: Nodes, holds: str) -> None:
    done = [
        step.split()[0]
        for number in range(part_of(WALKS) // 2)
        for step in nodes.walk(number, holds, STEPS).done
    ]
    assert {each.__name__ for each in EVERY_STEP} <= set(done)


def test_v12_both_together_do_get_in_and_never_before_the_date(nodes: Nodes) -> None:
    entered = [
        walk.entered_after
        for number in range(part_of(500))
        if (walk := nodes.walk(number, BOTH, STEPS)).entered_after is not None
    ]
    assert entered, "the walks are too weak to find any way in"
    assert min(entered) >= WAIT
