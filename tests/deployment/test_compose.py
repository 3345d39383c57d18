"""Promise: the compose file and the steps in its head fit the files that they name, and no key of
the operator goes to the builder or into the history."""

import re
import shlex
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.config import load_settings
from tests.faults.nodes import DEPLOY, keys_of_all_nodes
from tests.live import ROOT

_FOLDER = DEPLOY / "compose"
_TEXT = (_FOLDER / "compose.yaml").read_text("utf-8")
_SERVICES: dict[str, Any] = yaml.safe_load(_TEXT)["services"]
_NODES = ("node1", "node2")


def _steps() -> list[str]:
    return re.findall(r"^#   (.+)$", _TEXT, re.MULTILINE)


def _mounts(service: str) -> dict[str, str]:
    """What the service sees, by its path there."""
    parts = [each.split(":") for each in _SERVICES[service]["volumes"]]
    return {there: here for here, there, *_ in parts}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of `deploy/`, after the steps that need no container."""
    (tmp_path / "deploy").mkdir()
    for each in ("env", "nginx"):
        (tmp_path / "deploy" / each).symlink_to(DEPLOY / each)
    made = tmp_path / "deploy" / "compose"
    made.mkdir()
    for step in _steps():
        if not step.startswith("docker"):
            subprocess.run(["bash", "-ec", step], cwd=made, check=True)
    return made


def test_the_steps_make_the_files_that_compose_reads(folder: Path) -> None:
    password = (folder / ".env").read_text().strip()
    assert re.fullmatch(r"POSTGRES_PASSWORD=[0-9a-f]{64}", password), "it stands in a URL as it is"
    assert set(re.findall(r"\$\{(\w+)", _TEXT)) == {"POSTGRES_PASSWORD"}
    for node in _NODES:
        assert all((folder / name).is_file() for name in _SERVICES[node]["env_file"])


def test_nginx_finds_each_file_and_node_that_its_settings_name(folder: Path) -> None:
    settings, mounts = (folder / "second-lock.conf").read_text(), _mounts("nginx")
    named = re.findall(
        r"^\s*(?:ssl_certificate|ssl_certificate_key|include)\s+(\S+);", settings, re.M
    )
    assert len(named) == 3
    assert [path for path in named if path not in mounts] == []
    assert set(re.findall(r"^\s*server (\w+):8000 ", settings, re.MULTILINE)) == set(_NODES)
    assert "127.0.0.1" not in settings
    for here in mounts.values():
        assert here.startswith("./tls/") or (folder / here).is_file()


@pytest.mark.parametrize("node", _NODES)
def test_a_lost_database_makes_no_node_unhealthy(node: str) -> None:
    asked = " ".join(_SERVICES[node]["healthcheck"]["test"])
    assert "http://127.0.0.1:8000/healthz" in asked
    assert str(_SERVICES[node]["environment"]["PORT"]) == "8000"


def test_the_builder_gets_what_the_dockerfile_copies_and_nothing_else() -> None:
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    rules = [line for line in lines if line and not line.startswith("#")]
    copied = re.findall(r"^COPY (\w\S+) ", (_FOLDER / "Dockerfile").read_text(), re.MULTILINE)
    assert rules == ["*", *(f"!{source}" for source in copied), "**/__pycache__"]


def test_the_shape_on_sqlite_makes_settings_that_a_server_takes(tmp_path: Path) -> None:
    text = (_FOLDER / "sqlite.yaml").read_text("utf-8")
    [service] = yaml.safe_load(text)["services"].values()
    (tmp_path / "env").symlink_to(DEPLOY / "env")
    (tmp_path / "compose").mkdir()
    [step] = [each for each in re.findall(r"^#   (.+)$", text, re.M) if "docker" not in each]
    subprocess.run(["bash", "-ec", step], cwd=tmp_path / "compose", check=True)
    [name] = service["env_file"]
    lines = (tmp_path / "compose" / name).read_text().splitlines()
    given = dict(shlex.split(line)[0].split("=", 1) for line in lines if line and line[0] != "#")
    assert not given.keys() & {*keys_of_all_nodes(), "DATABASE_URL", "REDIS_URL"}
    settings = load_settings({**given, **service["environment"], **keys_of_all_nodes()})
    assert (settings.is_sqlite, settings.host) == (True, "0.0.0.0")
    assert [each.split(":")[1] for each in service["volumes"]] == ["/data"]
    assert service["read_only"]


@pytest.mark.parametrize("name", [".env", "second-lock.env", "second-lock.conf", "tls/a.key"])
def test_git_takes_none_of_the_operators_files(name: str) -> None:
    rules = (ROOT / ".gitignore").read_text().splitlines()
    path = Path("deploy/compose") / name
    assert any(
        path.match(rule) or path.parent.match(rule.rstrip("/"))
        for rule in rules
        if rule.startswith("deploy/compose/")
    )
