"""Promise: each metric, label and event that the shipped dashboard asks for is one that the product
tells."""

import json
import re
from pathlib import Path

import pytest

from app.audit.events import Event
from app.config import Settings
from tests.conftest import Backend, settings_for
from tests.faults.nodes import DEPLOY
from tests.person import Person

_TOKEN = "metrics-token-of-the-tests-0123456789"


@pytest.fixture
def settings(backend: Backend, tmp_path: Path) -> Settings:
    return settings_for(backend, tmp_path, metrics_token=_TOKEN)


@pytest.fixture
def questions() -> list[str]:
    """The PromQL of every panel."""
    shipped = json.loads((DEPLOY / "grafana" / "second-lock.json").read_text())
    return [target["expr"] for panel in shipped["panels"] for target in panel["targets"]]


def test_the_dashboard_asks_for_what_there_is(enrolled: Person, questions: list[str]) -> None:
    enrolled.get("me")
    told = enrolled.get("/metrics", headers={"Authorization": f"Bearer {_TOKEN}"}).text
    known = set(re.findall(r"^(?:# TYPE )?(second_lock_\w+)", told, re.MULTILINE))
    assert len(questions) >= 8
    for question in questions:
        asked = re.findall(r"second_lock_\w+", question)
        assert asked
        assert set(asked) <= known, question
        if "rate(" in question or "increase(" in question:
            assert all(each.endswith(("_total", "_count", "_bucket")) for each in asked), question


def test_the_dashboard_names_labels_and_events_that_exist(questions: list[str]) -> None:
    labels = {label for each in questions for label in re.findall(r"by \(([^)]*)\)", each)}
    named = {word.strip() for label in labels for word in label.split(",")}
    assert named <= {"type", "outcome", "code", "of", "le", "route", "status", "store"}
    types = {word for each in questions for word in re.findall(r'type=~?"([^"]*)"', each)}
    events = {one for each in types for one in each.split("|")}
    assert events <= {each.value for each in Event}
    assert "2fa.locked" in events
