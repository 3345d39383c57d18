"""Promise: Prometheus takes the shipped alerts, each of them asks for what the product tells, and
they fire when they should."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.audit.events import Event
from app.config import ROOT, Settings
from app.core import errors
from tests.conftest import Backend, settings_for
from tests.faults.nodes import DEPLOY
from tests.person import Person

_TOKEN = "metrics-token-of-the-tests-0123456789"
_RULES = DEPLOY / "prometheus" / "second-lock.rules.yml"
_CASES = Path(__file__).parent / "second-lock.rules.test.yml"


@pytest.fixture
def settings(backend: Backend, tmp_path: Path) -> Settings:
    return settings_for(backend, tmp_path, metrics_token=_TOKEN)


def _rules() -> list[dict[str, Any]]:
    [group] = yaml.safe_load(_RULES.read_text())["groups"]
    return list(group["rules"])


def _promtool(*arguments: str, folder: Path, given: str = "") -> str:
    done = subprocess.run(
        ["promtool", *arguments],
        cwd=folder,
        input=given,
        text=True,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_prometheus_takes_the_rules(tmp_path: Path) -> None:
    told = _promtool("check", "rules", str(_RULES), folder=tmp_path)
    assert f"{len(_rules())} rules found" in told


def test_an_alert_fires_for_its_fault_alone(tmp_path: Path) -> None:
    for each in (_RULES, _CASES):
        shutil.copy(each, tmp_path)
    _promtool("test", "rules", _CASES.name, folder=tmp_path)


def test_each_alert_asks_for_what_the_product_tells(person: Person) -> None:
    person.get("me")
    told = person.get("/metrics", headers={"Authorization": f"Bearer {_TOKEN}"}).text
    known = set(re.findall(r"^(second_lock_\w+?)[{ ]", told, re.MULTILINE))
    for rule in _rules():
        asked = set(re.findall(r"second_lock_\w+", rule["expr"]))
        assert asked <= known, rule["alert"]
        assert asked or "up{" in rule["expr"], rule["alert"]
    values = {
        "type": {each.value for each in Event},
        "code": {each.code for each in errors.AppError.__subclasses__()},
        "outcome": {"sent", "failed", "dead", "unreadable"},
        "of": {"waiting", "failing", "dead"},
        "store": {"redis"},
    }
    matchers = re.findall(r'(\w+)=~?"([^"]*)"', " ".join(rule["expr"] for rule in _rules()))
    for label, named in matchers:
        assert set(named.split("|")) <= values.get(label, {named}), (label, named)


def test_the_guide_says_what_to_do_at_each_alert() -> None:
    page = (ROOT / "docs" / "deployment.md").read_text("utf-8")
    named = set(re.findall(r"^\| `(SecondLock\w+)` \| .+ \|$", page, re.MULTILINE))
    assert named == {rule["alert"] for rule in _rules()}
