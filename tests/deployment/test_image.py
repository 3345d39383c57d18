"""Promise: the wheel under the image's settings serves page and API, and writes nothing beside its
volume and its temporary folder. `bare_image.py` runs the steps of the file themselves."""

import subprocess
import time
import urllib.request
from pathlib import Path

import pytest

from tests.deployment.containerfile import Stage, settings_of
from tests.deployment.installed import Installed
from tests.faults.nodes import DEPLOY, keys_of_all_nodes
from tests.ports import free_port
from tests.services import Postgres

_FILE = DEPLOY / "compose" / "Dockerfile"


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    """The last stage of the file: what it sets, without its steps."""
    return settings_of(_FILE, tmp_path)


def _files(folder: Path) -> set[str]:
    return {str(each) for each in folder.rglob("*") if "__pycache__" not in each.parts}


def test_the_image_serves_and_writes_nothing_beside_its_folders(
    stage: Stage, tmp_path: Path, postgres: Postgres
) -> None:
    installed, port = Installed(tmp_path), free_port()
    before = _files(installed.environment)
    assert stage.environment["WORKING_DIR"] == "/data"  # compose's volume
    environment = {
        **stage.environment,
        **keys_of_all_nodes(),
        "PATH": str(installed.command.parent),
        "WORKING_DIR": str(tmp_path / "data"),
        "DATABASE_URL": postgres.url(),
        "PUBLIC_URL": "https://login.example.com",
        "MAIL_URL": f"file:{tmp_path / 'mail'}",
        "PORT": str(port),
    }
    entry = [str(installed.command.parent / stage.entry[0]), *stage.entry[1:]]
    subprocess.run([*entry, "db", "upgrade"], env=environment, check=True)
    with subprocess.Popen([*entry, *stage.command], env=environment) as server:
        try:
            assert _opened(f"http://127.0.0.1:{port}/readyz") == 200
            assert _opened(f"http://127.0.0.1:{port}/") == 200
        finally:
            server.terminate()
    assert _files(installed.environment) == before
    assert not (tmp_path / "data").exists()


def _opened(url: str) -> int:
    for _ in range(300):
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                return int(answer.status)
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"{url} did not answer")


def test_it_runs_without_rights_and_asks_for_its_life(stage: Stage) -> None:
    assert stage.user == "65534:65534"
    assert "http://127.0.0.1:8000/healthz" in " ".join(stage.health)
