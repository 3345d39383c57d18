"""Promise: a request that waits for SQLite's other writers gives its turn to others."""

import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from app.core.turns import REQUESTS
from app.db import write_tx
from tests.clock import FrozenClock
from tests.conftest import make_settings, migrate


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "turns.db"


@pytest.fixture
def on_sqlite(file: Path, tmp_path: Path) -> Flask:
    settings = make_settings(database_url=f"sqlite:///{file}", instance_dir=tmp_path)
    migrate(settings)
    return create_app(settings, FrozenClock())


def test_a_writer_that_waits_for_another_process_holds_up_nobody(
    on_sqlite: Flask, file: Path
) -> None:
    begins = threading.Event()

    def write() -> None:
        with on_sqlite.app_context(), REQUESTS.taken():
            begins.set()
            with write_tx():
                pass

    with ThreadPoolExecutor() as threads, closing(sqlite3.connect(file)) as other:
        other.isolation_level = None
        other.execute("BEGIN IMMEDIATE")
        waiting = threads.submit(write)
        assert begins.wait(5)
        time.sleep(0.02)
        begun = time.monotonic()
        with REQUESTS.taken():
            assert time.monotonic() - begun < 0.05
        assert not waiting.done()
        other.execute("ROLLBACK")
        waiting.result(20)
