"""`make stress`: thousands of races for one code, over several processes, on both databases.

Each round, racers in several processes send the same code to verify-login at the same moment, each
with a half-finished login of its own. Exactly one may get in. Backup codes take every fifth round.
"""

import argparse
import multiprocessing
import tempfile
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import psycopg
from flask import Flask

from app import create_app
from app.core.limits import Window
from app.db import write_tx
from app.sessions.login_challenge import begin_challenge
from app.users.service import lock_by_email
from tests.client import Client
from tests.clock import FrozenClock
from tests.conftest import make_settings, migrate
from tests.person import Person
from tests.services import Postgres

PROCESSES, THREADS = 3, 2
BACKUP_EVERY = 5


@dataclass(frozen=True)
class Round:
    """What every racer of one round sends, at which moment, with which markers."""

    moment: datetime
    code: str
    markers: list[str]


def race(app: Flask, clock: FrozenClock, line: Connection) -> None:
    """Run the rounds that come down the line; answer with what each racer got."""
    while (work := line.recv()) is not None:
        clock.moment = work.moment
        send = partial(send_code, app, work.code, threading.Barrier(len(work.markers)))
        with ThreadPoolExecutor(len(work.markers)) as racers:
            line.send(list(racers.map(send, work.markers)))


def send_code(app: Flask, code: str, start: threading.Barrier, marker: str) -> str:
    """Send a code with one half-finished login; return "in" or the code of the refusal."""
    browser = Client(app)
    browser.set_cookie("second_lock_twofa_token", marker)
    start.wait()
    answer = browser.post("/api/auth/2fa/verify-login", json={"code": code})
    return str(answer.json.get("code", "in"))


def work_in_process(settings: dict[str, Any], line: Connection) -> None:
    """Be one process of racers."""
    clock = FrozenClock()
    race(create_app(make_settings(**settings), clock), clock, line)


def stress(settings: dict[str, Any], rounds: int) -> tuple[Counter[str], int]:
    """Return what the racers were told, and how many rounds had not exactly one winner."""
    migrate(make_settings(**settings))
    clock = FrozenClock()
    app = create_app(make_settings(**settings), clock)
    ann = Person(app, clock).register().sign_in().enable()
    lines = _start_processes(settings)
    told: Counter[str] = Counter()
    violations = 0
    for number in range(rounds):
        clock.next_step()
        code = _backup_code(ann) if number % BACKUP_EVERY == 0 else ann.code()
        for line in lines:
            line.send(Round(clock.moment, code, _markers(app, ann, clock.moment)))
        said = [word for line in lines for word in line.recv()]
        told.update(said)
        violations += said.count("in") != 1
    for line in lines:
        line.send(None)
    return told, violations


def _start_processes(settings: dict[str, Any]) -> list[Connection]:
    spawn = multiprocessing.get_context("spawn")
    lines = []
    for _ in range(PROCESSES):
        here, there = spawn.Pipe()
        spawn.Process(target=work_in_process, args=(settings, there), daemon=True).start()
        lines.append(here)
    return lines


def _markers(app: Flask, ann: Person, now: datetime) -> list[str]:
    with app.app_context(), write_tx() as tx:
        user = lock_by_email(tx, ann.email)
        return [begin_challenge(tx, user, now) for _ in range(THREADS)]


def _backup_code(ann: Person) -> str:
    if not ann.backup_codes:
        ann.clock.next_step()
        ann.sign_in()
        ann.backup_codes = ann.post("2fa/backup-codes").json["backupCodes"]
    return ann.backup_codes.pop()


def main() -> int:
    """Stress both databases; the exit status is the number of violations."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=10_000, help="rounds on each database")
    rounds = options.parse_args().rounds
    bad = 0
    with tempfile.TemporaryDirectory() as folder, Postgres() as server:
        with psycopg.connect(server.url(), autocommit=True) as connection:
            connection.execute("CREATE DATABASE stress")
        for name, url in (
            ("SQLite", f"sqlite:///{Path(folder) / 'stress.db'}"),
            ("PostgreSQL", server.url("stress")),
        ):
            told, violations = stress(_settings(url, folder), rounds)
            racers = PROCESSES * THREADS
            print(
                f"{name}: {rounds} rounds of {racers} racers, {violations} violations, {dict(told)}"
            )
            bad += violations
    return min(bad, 1)


def _settings(url: str, folder: str) -> dict[str, Any]:
    # The limits stand aside: here the single use alone has to hold.
    wide = (Window(10**6, 1),)
    return {
        "database_url": url,
        "instance_dir": Path(folder),
        "mail_url": f"file:{folder}/mail",
        "code_limits": wide,
        "request_limits": (Window(10**9, 1),),
    }


if __name__ == "__main__":
    raise SystemExit(main())
