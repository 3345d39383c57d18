"""`flask` commands in processes forked from one that has imported the application.

Python takes a second of a processor to import the product. Most tests of a command ask what the
command does, and not how Python starts. A forked command has an environment, a standard input and
two outputs of its own, runs `wsgi.py` anew, and ends as Python ends.
"""

import atexit
import gc
import importlib
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parents[1]
_MOST_BYTES = 128 * 1024  # of one request, which a socket of this kind takes whole or not at all
# What `wsgi.py` and a command import, none of which reads a setting.
_IMPORTED = (
    "app",
    "app.mail.outbox",
    "app.maintenance.purge",
    "app.web.background",
    "app.web.gateway",
    "app.web.monitoring.access_log",
    "app.web.orphans",
    "alembic.command",
    "flask.cli",
    "flask_migrate",
    "psycopg",
    "sqlalchemy.dialects.postgresql.psycopg",
    "sqlalchemy.dialects.sqlite",
)


def run_flask(
    arguments: tuple[str, ...], environment: Mapping[str, str], typed: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run a `flask` command in the project's folder, and wait for its end."""
    assert "LD_PRELOAD" not in environment, "only the start of a program heeds it"
    request = json.dumps([arguments, dict(environment)]).encode()
    with (
        tempfile.TemporaryFile("w+") as given,
        tempfile.TemporaryFile("w+") as out,
        tempfile.TemporaryFile("w+") as err,
    ):
        given.write(typed)
        given.seek(0)
        ended, end = os.pipe()
        files = [given.fileno(), out.fileno(), err.fileno(), end]
        socket.send_fds(_parent(), [request], files)
        os.close(end)
        with os.fdopen(ended) as answer:
            status = int(answer.read())
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


def _fork_for_each(asked: socket.socket) -> tuple[bytes, list[int]]:
    """Return each request with its files, in a new process for each."""
    for name in _IMPORTED:
        importlib.import_module(name)
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


def _become(request: bytes, standard: list[int]) -> None:
    """Take over the arguments, environment, input and outputs of a command."""
    for number, file in enumerate(standard):
        os.dup2(file, number)
        os.close(file)
    sys.argv[1:], environment = json.loads(request)
    os.environ.clear()
    os.environ.update(environment)


def _keep(command: int, end: int) -> NoReturn:
    """Wait for the command and tell how it ended, as `subprocess` would."""
    _, status = os.waitpid(command, 0)
    os.write(end, str(os.waitstatus_to_exitcode(status)).encode())
    os._exit(0)


if __name__ == "__main__":
    request, (*standard, end) = _fork_for_each(socket.socket(fileno=int(sys.argv[1])))
    if command := os.fork():
        _keep(command, end)
    os.close(end)
    _become(request, standard)
    # As `python -m flask` does: the command ends as Python ends, with all that comes then.
    runpy.run_module("flask", run_name="__main__", alter_sys=True)
