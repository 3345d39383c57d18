"""Loads Schemathesis for the one file of tests that needs it: every run would wait for it."""

from pathlib import Path

import pytest


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> None:
    if file_path.name == "test_schemathesis.py":
        parent.config.pluginmanager.import_plugin("schemathesis.pytest.plugin")
