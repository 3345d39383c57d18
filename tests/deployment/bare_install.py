"""Promise: on a bare Debian 12 and on musl, with Python and pipx, the wheel makes a signed-in
administrator in a minute; the walkthrough runs against it; `pipx reinstall` keeps accounts and
keys.

`make test-all` runs it as root.
"""

import json
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from tests.deployment.bare import bare_debian
from tests.deployment.containerfile import Stage, end, lend, run_step
from tests.deployment.installed import log_in, wheel
from tests.deployment.musl_root import bare_musl
from tests.flows.test_walkthrough import walk
from tests.person import PASSWORD
from tests.ports import free_port

_SET_UP = "apt-get update && apt-get install --yes --no-install-recommends ca-certificates pipx"
_COMMAND = "/root/.local/bin/second-lock"
_STATE = "root/.local/state/second-lock"
_CREATE = ("users", "create", "--email", "ann@example.com", "--role", "admin", "--password-stdin")
_MOST_SECONDS = 60


class Machine(Stage):
    """A bare root with pipx, where one user is root."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        lend(self.folder)
        self.environment |= {"HOME": "/root", "LANG": "C.UTF-8"}
        shutil.copy(wheel(), self.folder / wheel().name)
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self.environment |= {"PORT": str(self.port), "MAIL_URL": "file:mail"}

    def second_lock(self, *words: str, typed: str = "") -> str:
        """Run a command of the wheel; return what it says."""
        done = subprocess.run(
            self.words(_COMMAND, *words),
            input=typed,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def serve(self) -> "subprocess.Popen[bytes]":
        """Start the server, and return when it is ready."""
        server = subprocess.Popen(self.words(_COMMAND, "serve", "--upgrade"), env=self.environment)
        for _ in range(600):
            if log_in(self.url, "nobody@example.com", PASSWORD) == 401:
                return server
            time.sleep(0.1)
        raise AssertionError("the server did not answer")


@pytest.fixture(scope="module", params=["debian", "musl"])
def machine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Machine:
    folder = tmp_path_factory.mktemp("bare") / str(request.param)
    if request.param == "musl":
        return Machine(bare_musl(folder))
    machine = Machine(bare_debian(folder))
    run_step(machine, _SET_UP)
    return machine


def test_a_minute_leads_from_nothing_to_an_administrator(machine: Machine) -> None:
    begun = time.monotonic()
    run_step(machine, f"pipx install /{wheel().name}")
    server = machine.serve()
    machine.second_lock(*_CREATE, typed=PASSWORD)
    assert log_in(machine.url, "ann@example.com", PASSWORD) == 200
    took = time.monotonic() - begun
    end(server)
    assert took < _MOST_SECONDS


def test_the_walkthrough_runs_there(machine: Machine, tmp_path: Path) -> None:
    """In a folder of its own: it reads the newest mail."""
    before = dict(machine.environment)
    machine.environment["WORKING_DIR"] = "/root/walk"
    server = machine.serve()
    walk(machine.url, machine.folder / "root" / "walk" / "mail", tmp_path)
    end(server)
    machine.environment = before


def test_a_reinstall_keeps_accounts_and_keys(machine: Machine) -> None:
    keys = (machine.folder / _STATE / "instance" / "keys.env").read_bytes()
    run_step(machine, "pipx reinstall second-lock")
    assert (machine.folder / _STATE / "instance" / "keys.env").read_bytes() == keys
    shown = json.loads(machine.second_lock("users", "show", "ann@example.com", "--json"))
    assert shown["role"] == "admin"
    machine.second_lock("audit", "verify")
