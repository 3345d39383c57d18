"""Promise: docs/forward-auth.md, typed word by word, ends with a wiki that asks for two factors."""

import os
import re
import signal
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.live import ROOT
from tests.ports import free_port

_FENCES = re.compile(r"^```sh ?(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_TEXT = (ROOT / "docs" / "forward-auth.md").read_text("utf-8")
SETUP, *BLOCKS = [(kind, text) for kind, text in _FENCES.findall(_TEXT)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A checkout as far as the page needs one, with an instance folder of its own."""
    for name in ("app", "migrations", "deploy", "wsgi.py", ".venv", "frontend"):
        (tmp_path / name).symlink_to(ROOT / name)
    (tmp_path / "instance").mkdir()
    return tmp_path


@pytest.fixture
def shell(folder: Path) -> dict[str, str]:
    """The environment of the terminals."""
    return {
        **os.environ,
        "EDGE": str(free_port()),
        "PORT": str(free_port()),
        "WIKI": str(free_port()),
        "INSTANCE_DIR": str(folder / "instance"),
        "HOME": str(folder),
        "XDG_DATA_HOME": str(folder),
    }


def _start(text: str, folder: Path, environment: dict[str, str]) -> "subprocess.Popen[bytes]":
    # `make run` would set up the whole checkout again: what it serves with is here already.
    typed = text.replace("make run", ".venv/bin/flask serve --upgrade")
    with (folder / "terminal.log").open("ab") as log:
        return subprocess.Popen(
            ["bash", "-euc", SETUP[1] + typed],
            cwd=folder,
            env=environment,
            stdout=log,
            stderr=log,
            process_group=0,
        )


def _wait_for(port: str) -> None:
    for _ in range(600):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"nothing listens on {port}")


def test_the_page_typed_word_by_word(folder: Path, shell: dict[str, str]) -> None:
    terminals = [text for kind, text in BLOCKS if kind == "terminal"]
    typed = "".join(text for kind, text in BLOCKS if kind == "")
    assert (SETUP[0], len(terminals)) == ("setup", 3)
    running = [_start(text, folder, shell) for text in terminals]
    try:
        for name in ("PORT", "WIKI", "EDGE"):
            _wait_for(shell[name])
        ended = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", SETUP[1] + typed],
            cwd=folder,
            env=shell,
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        for each in running:
            os.killpg(each.pid, signal.SIGTERM)
            each.wait(20)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    told = re.sub(r"\s+", " ", ended.stdout)
    edge = shell["EDGE"]
    assert f"302 https://login.home.localhost:{edge}/login?rd=https://wiki.home.localhost" in told
    order = ['"enrol"', "Hello, You.", "true", '"login"', "Hello, You."]
    found = -1
    for word in order:
        found = told.find(word, found + 1)
        assert found >= 0, (word, told)
