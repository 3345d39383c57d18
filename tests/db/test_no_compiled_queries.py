"""Promise: PostgreSQL compiles none of our queries, since that takes longer than it saves."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from app.config import Settings
from app.db.reads import READS
from app.extensions import db
from tests.conftest import Backend, settings_for


@pytest.fixture
def settings(postgres_backend: Backend, tmp_path: Path) -> Settings:
    return settings_for(postgres_backend, tmp_path)


@pytest.mark.parametrize("engine", [None, READS])
def test_no_connection_compiles_a_query_also_after_a_rollback(
    app: Flask, engine: str | None
) -> None:
    with app.app_context(), db.engines[engine].connect() as connection:
        assert connection.execute(text("SHOW jit")).scalar_one() == "off"
        connection.rollback()
        assert connection.execute(text("SHOW jit")).scalar_one() == "off"
