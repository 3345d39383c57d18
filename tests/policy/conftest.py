"""Settings under which sessions outlive days of grace, and an administrator."""

from pathlib import Path

import pytest
from flask import Flask

from app.config import Settings
from app.core.limits import Window
from tests.admin.conftest import become_administrator
from tests.before import done_before
from tests.clock import FrozenClock
from tests.conftest import Backend, settings_for
from tests.person import Person

_YEAR = 366 * 86_400


@pytest.fixture
def settings(backend: Backend, tmp_path: Path) -> Settings:
    return settings_for(
        backend,
        tmp_path,
        session_idle_seconds=_YEAR,
        session_max_seconds=_YEAR,
        request_limits=(Window(100_000, 60),),
    )


@pytest.fixture
def root(app: Flask, clock: FrozenClock) -> Person:
    """An administrator with an app, whose session has just proved it."""
    return done_before(Person(app, clock, "root@example.com"), become_administrator)
