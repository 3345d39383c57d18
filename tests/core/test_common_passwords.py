"""Promise: passwords that attackers try first are refused with the reason; good ones pass (R39)."""

import pytest

from app.core.common_passwords import refuse_guessable
from app.core.errors import InvalidRequest
from tests.person import Person

ABOUT = ("mike.miller@example.com", "Mike Miller", "Second Lock")


@pytest.mark.parametrize(
    ("password", "word"),
    [
        ("password123456", "tried first"),
        ("Password2026!!", "tried first"),
        ("1qaz2wsx3edc4rfv", "tried first"),
        ("!!!sunshine2026", "tried first"),
        ("secondlock2026", "name of this service"),
        ("Second-Lock-26", "name of this service"),
        ("mikemiller1234", "your address"),
        ("mike.miller@example.com", "your address"),
        ("aaaaaaaaaaaaaaa", "different characters"),
        ("121212121212", "different characters"),
    ],
)
def test_a_guessable_password_is_refused_with_the_reason_r39(password: str, word: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        refuse_guessable(password, about=ABOUT)
    assert word in refused.value.fields["password"][0]


@pytest.mark.parametrize(
    "password",
    ["correct horse battery", "miller grows seven turnips", "пароль из пяти слов", "8f4e0b1c7a2d"],
)
def test_a_good_password_passes(password: str) -> None:
    refuse_guessable(password, about=ABOUT)


def test_registration_says_why_a_password_is_refused_r39(person: Person) -> None:
    answer = person.post("register", {"email": person.email, "password": "password123456"})
    assert answer.status_code == 400
    assert "tried first" in answer.json["fields"]["password"][0]
