"""Threads that work beside the requests of a server process."""

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
    """Something to do again and again; it must be safe in several processes at once."""

    name: str
    work: Callable[[], object]
    every: float


def run_in_background(app: Flask, task: Task) -> None:
    """Do a task every so many seconds while a server process lives.

    It begins with a server's worker process, at the first request at the latest: a command, or a
    parent that forks, must do nothing.
    """
    begun: dict[int, threading.Lock] = {}

    def begin() -> None:
        # One thread a process: the lock of a process is never given back.
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
    """Do a task until `stop` is set. The database may be away for hours: the task waits, requests
    do not care, and the log says so once."""
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
