"""Promise: introspection reads one strict form, and counts wrong secrets alone (T05)."""

from pathlib import Path

import pytest
from flask import Flask

from app.config import Settings
from app.core.limits import Window
from app.core.scannable_secrets import CLIENT_SECRET, new_secret
from app.lockout.models import AttemptRow
from tests.app_tokens.making import make, put
from tests.client import Client
from tests.conftest import Backend as Database
from tests.conftest import settings_for
from tests.introspection.asking import FORM, add, send
from tests.person import Person
from tests.rows import rows


@pytest.mark.parametrize(
    "form",
    [
        "",
        "token=",
        "token=a&token=b",
        "token=a&other=b",
        "token=a&token_type_hint=x&token_type_hint=y",
        "token=%ff",
        "token=a%00",
        "&".join(f"a{n}=1" for n in range(30)),
        "token=" + "x" * 2001,
    ],
)
def test_a_form_with_two_readings_or_wrong_names_is_refused(app: Flask, form: str) -> None:
    backend = add(app)
    answer = send(app, form, basic=(backend.id, backend.secret))
    assert (answer.status_code, answer.json["code"]) == (400, "invalid_request")


def test_it_takes_a_form_and_nothing_else(app: Flask) -> None:
    backend = add(app)
    who = (backend.id, backend.secret)
    assert send(app, "token=x&token_type_hint=access_token", basic=who).json == {"active": False}
    for kind in ("application/json", "text/plain", "multipart/form-data; boundary=x"):
        answer = send(app, '{"token": "x"}', basic=who, content_type=kind)
        assert (answer.status_code, answer.json["code"]) == (415, "unsupported_media_type")
    assert Client(app).post("/api/auth/login", data="email=a", content_type=FORM).status_code == 415


class TestLimits:
    """Wrong secrets are counted; a right one is never refused for a neighbour's."""

    @pytest.fixture
    def settings(self, backend: Database, tmp_path: Path) -> Settings:
        return settings_for(
            backend, tmp_path, client_limits=(Window(5, 3600),), request_limits=(Window(20, 60),)
        )

    def test_t05_wrong_secrets_are_limited_and_right_ones_are_not(self, ann: Person) -> None:
        put(ann)
        token, backend = make(ann.sign_in()), add(ann.app)
        wrong = [
            send(ann.app, {"token": token}, basic=(backend.id, new_secret(CLIENT_SECRET)))
            for _ in range(8)
        ]
        assert [each.status_code for each in wrong] == [401] * 5 + [429] * 3
        assert wrong[-1].json["retryAfter"] > 0
        attempts = len(rows(ann.app, AttemptRow))
        assert [backend.is_active(token) for _ in range(30)] == [True] * 30
        assert len(rows(ann.app, AttemptRow)) == attempts
