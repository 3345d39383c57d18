"""Promise: `flask serve` has its port to itself or says in one line why not, and leaves no process
behind."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.config import ConfigError
from app.web.listening import address_of, sole_listener
from tests.faults.nodes import Node
from tests.live import ROOT
from tests.ports import free_port
from tests.racing import race


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    with Node(tmp_path_factory.mktemp("node"), WORKERS="2", HOST="localhost") as server:
        yield server


def serve(folder: Path, port: int, **more: str) -> subprocess.CompletedProcess[str]:
    """Start a server that must not start."""
    url = f"http://localhost:{port}"
    own = {"INSTANCE_DIR": str(folder), "PORT": str(port), "PUBLIC_URL": url, **more}
    return subprocess.run(
        [sys.executable, "-m", "flask", "serve", "--upgrade"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **own},
        text=True,
        capture_output=True,
        check=False,
        timeout=60,
    )


def refusal(ended: subprocess.CompletedProcess[str]) -> str:
    assert (ended.returncode, ended.stdout, ended.stderr.count("\n")) == (1, "", 1), ended.stderr
    return ended.stderr


def test_a_second_server_does_not_start_on_a_taken_port(node: Node, tmp_path: Path) -> None:
    assert f"PORT {node.port} is taken" in refusal(serve(tmp_path, node.port))


def test_a_foreign_program_on_the_port_is_one_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert f"PORT {port} is taken" in refusal(serve(tmp_path, port))


def test_workers_end_with_a_parent_that_was_killed_and_leave_the_port(node: Node) -> None:
    workers = node.workers()
    assert len(workers) == 2
    os.kill(node.process.pid, signal.SIGKILL)
    node.process.wait(20)
    for _ in range(100):
        if not any(Path(f"/proc/{each}").exists() for each in workers):
            break
        time.sleep(0.1)
    else:
        pytest.fail("a worker lives on")
    node.log.close()
    node.__enter__()
    assert len(node.workers()) == 2


def test_of_two_that_start_at_once_one_gets_the_port() -> None:
    port = free_port()

    def begin() -> bool:
        try:
            with sole_listener("127.0.0.1", port):
                time.sleep(0.3)
                # As the processes of a server share their port.
                with socket.create_server(("127.0.0.1", port), reuse_port=True):
                    time.sleep(0.3)
        except ConfigError:
            return False
        return True

    assert sorted(race([begin] * 5)) == [False] * 4 + [True]


def test_a_port_can_be_had_again_right_after_a_stop() -> None:
    with socket.create_server(("127.0.0.1", 0)) as first:
        port = first.getsockname()[1]
        client = socket.create_connection(("127.0.0.1", port))
        accepted, _ = first.accept()
        accepted.close()  # whoever closes first waits: the port is in TIME_WAIT
        client.close()
    here = ("127.0.0.1", port)
    with sole_listener(*here), socket.create_server(here, reuse_port=True):
        pass


def test_names_become_addresses_of_this_machine() -> None:
    assert address_of("localhost", 8000) == "127.0.0.1"
    assert address_of("::1", 8000) == "::1"
    for host in ("no.such.host.invalid", "a" * 70, "with space"):
        with pytest.raises(ConfigError, match="is no address of this machine"):
            address_of(host, 8000)
    with (
        pytest.raises(ConfigError, match=r"HOST 192\.0\.2\.1 is no address of this machine"),
        sole_listener("192.0.2.1", free_port()),
    ):
        pass


def test_a_port_that_needs_a_right_is_one_line() -> None:
    script = (
        "import os; from app.web.listening import sole_listener\n"
        "os.getuid() or os.setuid(65534)\n"
        "with sole_listener('127.0.0.1', 7): pass"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT, text=True, capture_output=True, check=False,
    )  # fmt: skip
    assert "ConfigError: PORT 7 is below 1024" in ended.stderr
