"""The other applications, on the server and with the settings of `flask serve`."""

import http.client
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from app.config import ROOT
from benchmarks.journeys import FLASK_SECURITY, Browser, Knows, travel
from benchmarks.processes import ALL_CORES, SERVER_CORES, Command, Process, running
from tests.ports import free_port

RIVAL_PYTHON = ROOT / "benchmarks" / ".venv" / "bin" / "python"
_RIVAL = "benchmarks.rivals.flask_security_app"


@dataclass(frozen=True)
class RivalPerson:
    """What the owner of an account of the rival knows."""

    email: str
    secret: str
    password: str


class Rival:
    """Flask-Security-Too on SQLite, with accounts whose second factor is on."""

    def __init__(self, folder: Path, people: int) -> None:
        """Make the folder, the database and the accounts."""
        folder.mkdir(parents=True)
        self.folder, self.port = folder, free_port()
        self.environment = {"RIVAL_DATABASE_URL": f"sqlite:///{folder / 'rival.db'}"}
        made = subprocess.run(
            [RIVAL_PYTHON, "-m", _RIVAL, str(people)],
            cwd=ROOT, env=self.environment, capture_output=True, text=True, check=True,
        )  # fmt: skip
        known = json.loads(made.stdout)
        self.people: Iterator[Knows] = iter(
            [RivalPerson(password=known["password"], **each) for each in known["people"]]
        )

    def serving(
        self, *, cores: str = SERVER_CORES, workers: int = 1
    ) -> AbstractContextManager[Process]:
        """Serve it until the block ends."""
        command = Command(
            words=_granian(str(RIVAL_PYTHON), f"{_RIVAL}:app", self.port, workers),
            environment=self.environment,
            port=self.port,
            alive="/login",
            cores=cores,
        )
        return running(command, self.folder / "server.log")

    def sign_in(self, server: Process, number: int) -> list[str]:
        """Sign so many people in; return the Cookie headers of their browsers."""
        browsers = []
        for _ in range(number):
            browser = Browser(http.client.HTTPConnection(urlsplit(server.url).netloc))
            travel(browser, next(self.people), FLASK_SECURITY)
            browsers.append(browser)
        return ["; ".join(f"{k}={v}" for k, v in each.cookies.items()) for each in browsers]


@contextmanager
def hello(folder: Path, *, cores: str = SERVER_CORES, workers: int = 1) -> Iterator[Process]:
    """Serve the bare Flask application until the block ends."""
    folder.mkdir(parents=True, exist_ok=True)
    port = free_port()
    words = _granian(sys.executable, "benchmarks.rivals.hello:app", port, workers)
    with running(Command(words, {}, port, cores=cores), folder / "server.log") as server:
        yield server


@contextmanager
def express(folder: Path, *, processes: int, people: int) -> Iterator[tuple[Process, list[str]]]:
    """Serve the Express application; yield the server and the Cookie headers of its users."""
    folder.mkdir(parents=True)
    port, log = free_port(), folder / "server.log"
    given = [str(folder / "express.db"), str(port), str(processes), str(people)]
    words = ["node", str(ROOT / "benchmarks" / "rivals" / "express" / "server.js"), *given]
    with running(Command(words, {}, port, alive="/health", cores=ALL_CORES), log) as server:
        tokens = json.loads(log.read_text().splitlines()[0])
        yield server, [f"token={each}" for each in tokens]


def _granian(python: str, application: str, port: int, workers: int) -> list[str]:
    # What app/cli/serve.py asks of the server, but for WSGI, by which a Flask is served fastest.
    options = {
        "interface": "wsgi",
        "workers": workers,
        "blocking-threads": 32,
        "workers-kill-timeout": 15,
        "log-level": "error",
        "host": "127.0.0.1",
        "port": port,
    }
    given = [word for name, value in options.items() for word in (f"--{name}", str(value))]
    return [python, "-m", "granian", *given, "--no-ws", "--no-access-log", application]
