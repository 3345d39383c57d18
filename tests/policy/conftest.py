"""Settings under which sessions outlive days of grace, and an administrator."""

from pathlib import Path

import pytest
from flask import Flask

from app.config import Settings
from app.core.limits import Window
from tests.clock import FrozenClock
from tests.conftest import Backend, settings_for
from tests.person import Person
from tests.policy.acting import make_admin

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
    return make_admin(Person(app, clock, "root@example.com").register().sign_in().enable())
