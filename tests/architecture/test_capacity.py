"""Promise: docs/capacity.md says what the measured constants and the product's limits give."""

import os
import re
from itertools import count, takewhile
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session

from app.audit.models import AuditEvent
from app.core.passwords import PasswordHasher
from app.db.reads import READ_OPTIONS
from app.extensions import db
from benchmarks import capacity, constants
from benchmarks.sign_in_day import Setting, simulate
from tests.person import Person


@pytest.mark.slow
def test_the_page_has_the_figures_of_the_last_runs() -> None:
    page = capacity.PAGE.read_text("utf-8")
    assert capacity.with_figures(page) == page, "run: .venv/bin/python -m benchmarks.capacity"


def test_nobody_is_refused_with_the_named_cores_and_some_are_with_half() -> None:
    page = capacity.PAGE.read_text("utf-8")
    rows = re.findall(
        r"^\| (\d+) \| (?:day|busiest hour) \| .*? \| ([\d.]+)% \|", page, re.MULTILINE
    )
    cores = [int(each) for each, _ in rows]
    refused = [float(share) for _, share in rows]
    assert cores == [2 * cores[2], 2 * cores[2], cores[2], cores[2]]
    assert refused[:2] == [0, 0]
    assert 0 < refused[2] < refused[3]


def _events(app: Flask) -> int:
    with app.app_context():
        return db.session.query(AuditEvent).count()


def test_a_sign_in_and_a_setup_write_as_often_as_counted(enrolled: Person) -> None:
    commits = list[Session]()
    note = commits.append
    event.listen(Session, "after_commit", note)
    try:
        before = _events(enrolled.app)
        enrolled.sign_in()
        assert len(commits) == constants.WRITES_OF_A_SIGN_IN
        # Each of its events has a transaction of its own.
        assert _events(enrolled.app) - before == constants.HISTORY_WRITES_OF_A_SIGN_IN
        enrolled.post("2fa/setup", {"name": "tablet"})
        commits.clear()
        before = _events(enrolled.app)
        enrolled.post("2fa/setup", {"name": "tablet"})
        assert len(commits) == constants.WRITES_OF_A_SETUP
        assert _events(enrolled.app) == before
    finally:
        event.remove(Session, "after_commit", note)


def test_a_worker_has_as_many_places_as_simulated() -> None:
    places = PasswordHasher({"p": bytes(32)}, rounds=12)._pool._places
    taken = takewhile(bool, (places.take(f"network {n}", f"account {n}") for n in count()))
    assert len(list(taken)) == (os.cpu_count() or 1) + constants.WAITING_CALLS


def test_a_worker_has_as_many_connections_as_counted(app: Flask) -> None:
    pools: list[dict[str, Any]] = [app.config["SQLALCHEMY_ENGINE_OPTIONS"], READ_OPTIONS]
    kept = sum(pool["pool_size"] for pool in pools)
    assert kept == constants.KEPT_CONNECTIONS
    assert kept + sum(pool["max_overflow"] for pool in pools) == constants.MOST_CONNECTIONS


@pytest.mark.parametrize(("seconds", "least", "most"), [(0.5, 0.0, 0.0), (2.0, 0.45, 0.55)])
def test_who_finds_no_place_is_refused(seconds: float, least: float, most: float) -> None:
    # One a second in the busiest hour: a core that needs two seconds for each refuses half.
    setting = Setting(18_000, 0.2, nodes=1, cores=1, places=18, times=(seconds,))
    outcome = simulate(setting)["busiest hour"]
    assert outcome.came == pytest.approx(3600, rel=0.1)
    assert least <= outcome.refused <= most
    assert outcome.waited_p95 <= 17 * seconds


def test_a_day_has_the_same_outcome_again_and_another_with_another_seed() -> None:
    setting = Setting(2_000, 0.2, nodes=2, cores=2, places=18, times=(0.3,))
    assert simulate(setting) == simulate(setting) != simulate(setting, seed=2)
