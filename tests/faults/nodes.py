"""Several real servers on one database, and the proxies of `deploy/` in front of them."""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

import flask_migrate
import psycopg
from flask import Flask

from app import create_app
from app.config import load_settings
from app.db.migrations import init_migrations
from app.extensions import db
from tests.commands import run_flask
from tests.live import ROOT, LiveServer
from tests.ports import free_port
from tests.services import Postgres, Redis

DEPLOY = ROOT / "deploy"
METRICS = "metrics-token-of-the-nodes-0123456789"


class Node(LiveServer):
    """One server that may be killed as a power cut would, and started again on the same port."""

    def __init__(self, folder: Path, **environment: str) -> None:
        super().__init__(folder, **environment)
        self._looking: list[Flask] = []

    def kill(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(20)

    def restart(self, **changes: str) -> None:
        """Stop it as an operator does, and start it with other settings."""
        super().__exit__()
        self.environment |= changes
        self.__enter__()

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            super().__exit__()
        self.log.close()
        for app in self._looking:
            with app.app_context():
                db.engine.dispose()

    def workers(self) -> list[int]:
        """The ids of the worker processes."""
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(each) for each in listed.split()]

    def inside(self) -> Flask:
        """The product on the same database and keys, to prepare and to look."""
        environment = {**self.environment, "REDIS_URL": "", "BCRYPT_ROUNDS": "10"}
        self._looking.append(create_app(load_settings(environment)))
        return self._looking[-1]


def keys_of_all_nodes() -> dict[str, str]:
    """Keys as an operator gives them to every node."""
    made = run_flask(("keys", "generate"), os.environ)
    assert made.returncode == 0, made.stderr
    return dict(line.split("=", 1) for line in made.stdout.splitlines() if "=" in line)


@contextmanager
def two_nodes(
    folder: Path, postgres: Postgres, redis: Redis, port: int, **more: str
) -> Iterator[list[Node]]:
    """Two nodes with two workers each, migrated, behind `http://localhost:port`."""
    name = f"nodes_{secrets.token_hex(4)}"
    with psycopg.connect(postgres.url(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    shared = {
        **keys_of_all_nodes(),
        "DATABASE_URL": postgres.url(name),
        "REDIS_URL": redis.url,
        "PUBLIC_URL": f"http://localhost:{port}",
        "TRUSTED_PROXIES": "1",
        "WORKERS": "2",
        "METRICS_TOKEN": METRICS,
        "REQUEST_LIMITS": "999999/60",
        "PASSWORD_ADDRESS_LIMITS": "999999/60",
        **more,
    }
    nodes = []
    for number in (1, 2):
        (folder / f"node{number}").mkdir(parents=True)
        nodes.append(Node(folder / f"node{number}", **shared))
    app = nodes[0].inside()
    init_migrations(app)
    with app.app_context():
        flask_migrate.upgrade()
        db.engine.dispose()
    with nodes[0], nodes[1]:
        yield nodes


class Front:
    """A proxy with the file that an operator installs, but for names, ports and certificates."""

    def __init__(self, folder: Path, port: int, nodes: list[int]) -> None:
        self.folder, self.port, self.nodes = folder, port, nodes
        self.url = f"http://localhost:{port}"

    def __enter__(self) -> Self:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.configure()
        self.log = (self.folder / "log").open("wb")
        self.process = subprocess.Popen(
            self.arguments(),
            cwd=self.folder,
            stdout=self.log,
            stderr=self.log,
            env={**os.environ, "HOME": str(self.folder), "XDG_DATA_HOME": str(self.folder)},
        )
        self._wait()
        return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait(20)
        self.log.close()

    def configure(self) -> None:
        raise NotImplementedError

    def arguments(self) -> list[str]:
        raise NotImplementedError

    def _wait(self) -> None:
        for _ in range(600):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise RuntimeError((self.folder / "log").read_text())

    def _fill(self, name: str, *changes: tuple[str, str]) -> str:
        text = (DEPLOY / name).read_text()
        for old, new in (
            ("127.0.0.1:8000", f"127.0.0.1:{self.nodes[0]}"),
            ("127.0.0.1:8001", f"127.0.0.1:{self.nodes[-1]}"),
            *changes,
        ):
            assert old in text, old
            text = text.replace(old, new)
        return text


class NginxFront(Front):
    def configure(self) -> None:
        site = self._fill(
            "nginx/second-lock.conf",
            ("listen 443 ssl;", f"listen 127.0.0.1:{self.port};"),
            ("    ssl_certificate     /etc/ssl/example.com.pem;\n", ""),
            ("    ssl_certificate_key /etc/ssl/example.com.key;\n", ""),
            ("login.example.com", "localhost"),
            ("/etc/nginx/second-lock", str(DEPLOY / "nginx")),
        )
        temporary = "".join(
            f"{kind}_temp_path {self.folder}/{kind};\n"
            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        user = "user root;" if os.geteuid() == 0 else ""
        (self.folder / "nginx.conf").write_text(
            f"daemon off; {user} worker_processes 1; pid {self.folder}/pid; error_log stderr;\n"
            f"events {{}}\nhttp {{\naccess_log off;\n{temporary}{site}}}\n"
        )

    def arguments(self) -> list[str]:
        program = shutil.which("nginx") or "/usr/sbin/nginx"
        return [program, "-p", str(self.folder), "-c", "nginx.conf", "-e", "stderr"]


class CaddyFront(Front):
    def configure(self) -> None:
        site = self._fill(
            "caddy/Caddyfile.second-lock",
            ("login.example.com {\n", f"http://localhost:{self.port} {{\n\tbind 127.0.0.1\n"),
            ("{\n\tservers {", "{\n\tauto_https off\n\tadmin off\n\tservers {"),
        )
        (self.folder / "Caddyfile").write_text(site)

    def arguments(self) -> list[str]:
        program = shutil.which("caddy") or "/usr/bin/caddy"
        return [program, "run", "--config", "Caddyfile", "--adapter", "caddyfile"]


FRONTS: dict[str, type[Front]] = {"nginx": NginxFront, "caddy": CaddyFront}

__all__ = [
    "FRONTS",
    "METRICS",
    "CaddyFront",
    "Front",
    "NginxFront",
    "Node",
    "free_port",
    "two_nodes",
]
