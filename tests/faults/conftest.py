"""Settings of the fault tests: the outer limits stand aside, those of codes stay."""

from pathlib import Path

import pytest

from app.config import Settings
from app.core.limits import Window
from tests.conftest import Backend, settings_for

WIDE = (Window(10**6, 60),)


@pytest.fixture
def settings(backend: Backend, tmp_path: Path) -> Settings:
    return settings_for(
        backend,
        tmp_path,
        request_limits=WIDE,
        register_limits=WIDE,
        mail_limits=WIDE,
        link_limits=WIDE,
    )
