"""Promise: what the Dockerfile copies is enough to serve page and API, and nothing is written
where the container is read-only."""

import os
import shlex
import shutil
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from tests.faults.nodes import DEPLOY, keys_of_all_nodes
from tests.live import ROOT
from tests.ports import free_port
from tests.services import Postgres

_LINES = (DEPLOY / "compose" / "Dockerfile").read_text().splitlines()


def _words(instruction: str) -> list[list[str]]:
    return [shlex.split(line)[1:] for line in _LINES if line.startswith(f"{instruction} ")]


@pytest.fixture
def image(tmp_path: Path) -> Path:
    """A folder with what the Dockerfile's COPY lines put into the image."""
    folder = tmp_path / "image"
    folder.mkdir()
    for source, target in _words("COPY"):
        origin = ROOT / source
        if origin.is_dir():
            shutil.copytree(origin, folder / target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(origin, folder / target)
    return folder


def _files(folder: Path) -> set[str]:
    return {str(each) for each in folder.rglob("*") if "__pycache__" not in each.parts}


def test_the_image_serves_and_writes_nothing_beside_its_temporary_folder(
    image: Path, tmp_path: Path, postgres: Postgres
) -> None:
    before, port = _files(image), free_port()
    variables = dict(word.split("=", 1) for words in _words("ENV") for word in words)
    assert variables.pop("INSTANCE_DIR").startswith("/tmp/")  # compose's tmpfs
    environment = {
        "PATH": os.environ["PATH"],
        **variables,
        **keys_of_all_nodes(),
        "INSTANCE_DIR": str(tmp_path / "instance"),
        "DATABASE_URL": postgres.url(),
        "PUBLIC_URL": "https://login.example.com",
        "MAIL_URL": f"file:{tmp_path / 'mail'}",
        "PORT": str(port),
    }
    flask = [sys.executable, "-m", "flask"]
    [command] = _words("CMD")
    assert command == ["[flask,", "serve]"]
    subprocess.run([*flask, "db", "upgrade"], cwd=image, env=environment, check=True)
    with subprocess.Popen([*flask, "serve"], cwd=image, env=environment) as server:
        try:
            assert _opened(f"http://127.0.0.1:{port}/readyz") == 200
            assert _opened(f"http://127.0.0.1:{port}/") == 200
        finally:
            server.terminate()
    assert _files(image) == before


def _opened(url: str) -> int:
    for _ in range(300):
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                return int(answer.status)
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"{url} did not answer")
