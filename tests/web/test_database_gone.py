"""Promise: without its database the product says so, grants nothing, and heals by itself (F01)."""

from pathlib import Path

import psycopg
import pytest
from flask import Flask
from sqlalchemy.engine import make_url

from app.extensions import db
from tests.conftest import Backend
from tests.person import Person

pytestmark = pytest.mark.running_clock


class Outage:
    """Takes the database of one application away and gives it back."""

    def __init__(self, app: Flask, backend: Backend) -> None:
        self.app, self.backend = app, backend
        url = app.extensions["second_lock"].settings.database_url
        self.name = str(make_url(url).database)

    def begin(self) -> None:
        if self.backend.server is not None:
            self._tell(f"ALTER DATABASE {self.name} ALLOW_CONNECTIONS false")
            self._tell(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                f"WHERE datname = '{self.name}'"
            )
            return
        with self.app.app_context():
            db.engine.dispose()
        Path(self.name).rename(f"{self.name}.away")
        Path(self.name).mkdir()

    def end(self) -> None:
        if self.backend.server is not None:
            self._tell(f"ALTER DATABASE {self.name} ALLOW_CONNECTIONS true")
            return
        Path(self.name).rmdir()
        Path(f"{self.name}.away").rename(self.name)

    def _tell(self, statement: str) -> None:
        assert self.backend.server is not None
        with psycopg.connect(self.backend.server.url(), autocommit=True) as connection:
            connection.execute(statement)


@pytest.fixture
def outage(app: Flask, backend: Backend) -> Outage:
    return Outage(app, backend)


def test_every_call_that_needs_it_says_unavailable_r88(enrolled: Person, outage: Outage) -> None:
    waiting = enrolled.other_browser()
    waiting.log_in()
    outage.begin()
    body = {"email": enrolled.email, "password": enrolled.password}
    for answer in (
        enrolled.get("me"),
        enrolled.log_in(),
        waiting.verify(),
        waiting.get("2fa/pending"),
        enrolled.post("register", body),
        enrolled.call("DELETE", "sessions"),
        enrolled.other_browser().post("login", body),
    ):
        assert (answer.status_code, answer.json["code"]) == (503, "unavailable")
        assert int(answer.headers["Retry-After"]) == answer.json["retryAfter"] > 0
        assert "Set-Cookie" not in answer.headers
        told = answer.get_data(as_text=True)
        assert not any(inside in told for inside in ("psycopg", "sqlite", "SELECT", outage.name))


def test_it_heals_without_a_restart_f01(enrolled: Person, outage: Outage) -> None:
    outage.begin()
    assert enrolled.get("me").status_code == 503
    outage.end()
    assert enrolled.is_signed_in()
    assert enrolled.other_browser().sign_in().is_signed_in()


def test_health_tells_life_from_readiness(person: Person, outage: Outage) -> None:
    outage.begin()
    assert person.get("/healthz").status_code == 200
    answer = person.get("/readyz")
    assert (answer.status_code, answer.json["missing"]) == (503, ["database"])
    assert int(answer.headers["Retry-After"]) > 0
    outage.end()
    assert person.get("/readyz").status_code == 200


def test_a_connection_lost_between_two_requests_costs_nobody_the_session_f01(
    enrolled: Person, outage: Outage
) -> None:
    assert enrolled.is_signed_in()
    outage.begin()
    outage.end()  # the pool's connections are dead now
    answers = [enrolled.get("me").status_code for _ in range(3)]
    assert answers[-1] == 200
    assert 401 not in answers
