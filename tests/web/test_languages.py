"""Promise: whoever asks for a language gets each refusal and answer in it."""

import pytest
from flask import Flask

from app.core.errors import AppError
from tests.conftest import Backend
from tests.error_table import refusals
from tests.person import Person
from tests.translations import is_translated

_GERMAN = {"headers": {"Accept-Language": "de-CH,de;q=0.9,en;q=0.1"}}


@pytest.fixture
def backend(sqlite_backend: Backend) -> Backend:
    """One database: words come from none."""
    return sqlite_backend


@pytest.fixture
def app(app: Flask) -> Flask:
    def refuse(name: str) -> str:
        raise next(each for each in refusals() if each.__name__ == name)

    app.add_url_rule("/api/refused/<name>", view_func=refuse)
    return app


@pytest.mark.parametrize("kind", refusals(), ids=lambda kind: kind.__name__)
def test_each_refusal_has_its_words_in_both_languages(person: Person, kind: type[AppError]) -> None:
    path = f"/api/refused/{kind.__name__}"
    english, german = person.get(path).json, person.get(path, **_GERMAN).json
    assert english["code"] == german["code"] == kind.code
    assert english["message"] == kind.message
    assert german["message"] != english["message"]
    assert is_translated(german["message"], "de")


def test_a_refusal_on_the_fast_path_is_told_in_the_language_too(person: Person) -> None:
    assert person.get("me", **_GERMAN).json["message"] == "Melden Sie sich erst an."
    assert person.get("me").json["message"] == "Sign in first."


def test_an_answer_is_told_in_the_language(ann: Person) -> None:
    body = {"email": ann.email, "password": ann.password}
    assert ann.post("login", body, **_GERMAN).json["message"] == "Sie sind angemeldet."
    assert ann.post("logout").json["message"] == "You are signed out."
