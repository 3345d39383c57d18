"""A real server process of the product, which runs as an operator's does."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from pathlib import Path
from typing import Self

from tests.commands import Command, run_flask, start_flask
from tests.ports import free_port

ROOT = Path(__file__).resolve().parents[1]


class LiveServer:
    """`flask serve` with an instance folder, a database and a mail folder of its own."""

    command: tuple[str, ...] = (sys.executable, "-m", "flask")
    cwd = ROOT

    def __init__(self, folder: Path, **environment: str) -> None:
        self.port, self.folder, self.mail = free_port(), folder, folder / "mail"
        self.url = f"http://localhost:{self.port}"
        self.environment = {
            **os.environ,
            "PUBLIC_URL": self.url,
            "PORT": str(self.port),
            "INSTANCE_DIR": str(folder / "instance"),
            "MAIL_URL": f"file:{self.mail}",
            "BCRYPT_ROUNDS": "10",
            "WORKERS": "1",
            **environment,
        }

    def __enter__(self) -> Self:
        self.log = (self.folder / "server.log").open("wb")
        self.process = self._start()
        for _ in range(1200):
            if self._answers():
                return self
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        with suppress(ProcessLookupError):  # it may have ended by itself
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(20)
        self.log.close()
        raise RuntimeError((self.folder / "server.log").read_text())

    def __exit__(self, *_: object) -> None:
        os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait(20)
        self.log.close()

    def flask(self, *arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        """Run a `flask` command on the same instance."""
        return run_flask(arguments, self.environment, typed)

    def _start(self) -> Command | subprocess.Popen[bytes]:
        """Start the server in a group of its own; ours is forked, which saves it the imports."""
        serve = ("serve", "--upgrade")
        if self.command == LiveServer.command and "LD_PRELOAD" not in self.environment:
            with Path(os.devnull).open("rb") as nothing:
                files = (nothing.fileno(), self.log.fileno(), self.log.fileno())
                return start_flask(serve, self.environment, files, is_leader=True)
        return subprocess.Popen(
            [*self.command, *serve],
            cwd=self.cwd,
            env=self.environment,
            stdout=self.log,
            stderr=self.log,
            process_group=0,
        )

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/readyz", timeout=1) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False
