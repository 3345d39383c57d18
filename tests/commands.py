"""`flask` commands in processes forked from one that has imported and started the application.

Python takes a second of a processor to import the product, and a tenth to compile its routes. Most
tests of a command ask what the command does, and not how Python starts. A forked command has an
environment, a standard input and two outputs of its own, runs `wsgi.py` anew, and ends as Python
ends.
"""

import atexit
import gc
import importlib
import json
import os
import runpy
import select
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import NoReturn

from app import create_app
from tests.warm import keep_rules

ROOT = Path(__file__).resolve().parents[1]
_MOST_BYTES = 128 * 1024  # of one request, which a socket of this kind takes whole or not at all
# What `wsgi.py` and a command import, none of which reads a setting.
_IMPORTED = (
    *(f"app.cli.{each.stem}" for each in (ROOT / "app" / "cli").glob("[a-z]*.py")),
    "app.mail.outbox",
    "app.maintenance.purge",
    "app.web.background",
    "app.web.gateway",
    "app.web.monitoring.access_log",
    "app.web.orphans",
    "alembic.command",
    "flask.cli",
    "flask_limiter.commands",
    "flask_migrate",
    "granian.server",
    "psycopg",
    "sqlalchemy.dialects.postgresql.psycopg",
    "sqlalchemy.dialects.sqlite",
)


class Command:
    """A `flask` command that runs; what `subprocess.Popen` tells of a process, and waits for."""

    def __init__(self, told: int) -> None:
        """Take the pipe that tells the process's number, and once it ended its exit status."""
        self._told = os.fdopen(told)
        self.pid = int(self._told.readline())
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """Return the exit status, or None while the command runs."""
        return self._within(0)

    def wait(self, timeout: float | None = None) -> int:
        """Return the exit status; raises TimeoutExpired where the command goes on."""
        found = self._within(timeout)
        if found is None:
            raise subprocess.TimeoutExpired("flask", timeout or 0)
        return found

    def _within(self, timeout: float | None) -> int | None:
        if self.returncode is None and select.select([self._told], [], [], timeout)[0]:
            with self._told:
                self.returncode = int(self._told.read())
        return self.returncode


def start_flask(
    arguments: tuple[str, ...],
    environment: Mapping[str, str],
    files: tuple[int, int, int],
    *,
    is_leader: bool = False,
) -> Command:
    """Start a `flask` command in the project's folder, with these inputs and outputs.

    `is_leader` makes it the leader of a process group.
    """
    assert "LD_PRELOAD" not in environment, "only the start of a program heeds it"
    request = json.dumps([arguments, dict(environment), is_leader]).encode()
    told, tell = os.pipe()
    socket.send_fds(_parent(), [request], [*files, tell])
    os.close(tell)
    return Command(told)


def run_flask(
    arguments: tuple[str, ...], environment: Mapping[str, str], typed: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run a `flask` command in the project's folder, and wait for its end."""
    with (
        tempfile.TemporaryFile("w+") as given,
        tempfile.TemporaryFile("w+") as out,
        tempfile.TemporaryFile("w+") as err,
    ):
        given.write(typed)
        given.seek(0)
        files = (given.fileno(), out.fileno(), err.fileno())
        status = start_flask(arguments, environment, files).wait()
        out.seek(0)
        err.seek(0)
        return subprocess.CompletedProcess(["flask", *arguments], status, out.read(), err.read())


@cache
def _parent() -> socket.socket:
    """Start the process that forks.

    It ends when the present process closes its end of the socket.
    """
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.commands", str(theirs.fileno())],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]},
        pass_fds=[theirs.fileno()],
    )
    theirs.close()
    atexit.register(process.wait)
    atexit.register(ours.close)
    return ours


def _compile_routes() -> None:
    """Start the application once: to compile its routes takes longer than most commands."""
    keep_rules()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["INSTANCE_DIR"] = folder
        create_app()


def _fork_for_each(asked: socket.socket) -> tuple[bytes, list[int]]:
    """Return each request with its files, in a new process for each."""
    for name in _IMPORTED:
        importlib.import_module(name)
    _compile_routes()
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks how a keeper ended
    while True:
        request, files, *_ = socket.recv_fds(asked, _MOST_BYTES, 4)
        if not request:
            sys.exit()
        if os.fork() == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            asked.close()
            return request, files
        for each in files:
            os.close(each)


def _become(arguments: list[str], environment: dict[str, str], standard: list[int]) -> None:
    """Take over the arguments, environment, input and outputs of a command."""
    for number, file in enumerate(standard):
        os.dup2(file, number)
        os.close(file)
    sys.argv[1:] = arguments
    os.environ.clear()
    os.environ.update(environment)


def _keep(command: int, tell: int) -> NoReturn:
    """Tell the command's number, wait for it, and tell how it ended, as `subprocess` would."""
    os.write(tell, f"{command}\n".encode())
    _, status = os.waitpid(command, 0)
    os.write(tell, str(os.waitstatus_to_exitcode(status)).encode())
    os._exit(0)


if __name__ == "__main__":
    request, (*standard, tell) = _fork_for_each(socket.socket(fileno=int(sys.argv[1])))
    arguments, environment, is_leader = json.loads(request)
    if command := os.fork():
        for each in standard:
            os.close(each)
        if is_leader:
            with suppress(PermissionError):  # the command was faster, and runs already
                os.setpgid(command, command)
        _keep(command, tell)
    os.close(tell)
    if is_leader:
        os.setpgid(0, 0)
    _become(arguments, environment, standard)
    # As `python -m flask` does: the command ends as Python ends, with all that comes then.
    runpy.run_module("flask", run_name="__main__", alter_sys=True)
