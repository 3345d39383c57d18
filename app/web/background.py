"""Background threads of a server process."""

import logging
import multiprocessing
import os
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from flask import Flask

from app.web.exchange import Environ

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Task:
    """A task that runs every `every` seconds.

    Several processes may run it at once, and it must be safe then.
    """

    name: str
    work: Callable[[], object]
    every: float


def run_in_background(app: Flask, task: Task) -> None:
    """Run a task in a thread of each server process.

    The thread starts with a spawned worker process, or else with the first request, so that a
    command or a parent that forks does not run the task.
    """
    begun: dict[int, threading.Lock] = {}

    def begin() -> None:
        # One thread for each process: the lock is never released.
        if begun.setdefault(os.getpid(), threading.Lock()).acquire(blocking=False):
            threading.Thread(
                target=keep_working, args=(app, task), name=task.name, daemon=True
            ).start()

    if multiprocessing.parent_process() is not None:
        begin()
        return
    served = app.wsgi_app

    def begin_and_serve(environ: Environ, start_response: Any) -> Iterable[bytes]:
        begin()
        return served(environ, start_response)

    app.wsgi_app = begin_and_serve  # type: ignore[method-assign]


def keep_working(app: Flask, task: Task, stop: threading.Event | None = None) -> None:
    """Run a task every `task.every` seconds until `stop` is set.

    If the task raises, for example while the database is down, the log says so once, and the next
    run tries again.
    """
    pause, is_away = stop or threading.Event(), False
    while not pause.wait(task.every):
        try:
            with app.app_context():
                task.work()
        except Exception as wrong:
            if not is_away:
                _log.warning("%s has to wait: %s", task.name, type(wrong).__name__)
            is_away = True
        else:
            if is_away:
                _log.warning("%s goes on", task.name)
            is_away = False
