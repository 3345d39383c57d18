"""Promise: passwords that attackers try first are refused with the reason; good ones pass (R39)."""

import time

import pytest

from app.core.common_passwords import refuse_guessable
from app.core.errors import InvalidRequest
from app.core.text import told
from tests.person import Person
from tests.translations import is_translated

ABOUT = ("mike.miller@example.com", "Mike Miller", "Second Lock")
_MAX = (("maximilian.schneider@example.com", ""), ("m@example.com", "Maximilian Schneider"))


def _reason(password: str, about: tuple[str, ...]) -> str:
    with pytest.raises(InvalidRequest) as refused:
        refuse_guessable(password, about=about)
    assert refused.value.fields
    [reason] = refused.value.fields["password"]
    assert is_translated(told(reason, "de"), "de"), "it is said in English alone"
    assert told(reason, "de") != reason
    return reason


@pytest.mark.parametrize(
    ("password", "word"),
    [
        ("password123456", "tried first"),
        ("Password2026!!", "tried first"),
        ("P@ssw0rd2026!", "tried first"),
        ("1qaz2wsx3edc4rfv", "tried first"),
        ("!!!sunshine2026", "tried first"),
        ("administrator", "passwords that are tried first"),
        ("administrator2026!", "passwords that are tried first"),
        ("thisisapassword", "passwords that are tried first"),
        ("Willkommen2026!", "passwords that are tried first"),
        ("пароль123456", "passwords that are tried first"),
        ("qwertzuiopyxcvbnm", "tried first"),
        ("йцукенгшщзхъ", "tried first"),
        ("123456789012", "A run"),
        ("abcdefghijkl", "A run"),
        ("zyxwvutsrqponm", "A run"),
        ("1234-5678-9012", "A run"),
        ("a b c d e f g h i j k l", "A run"),
        ("asdfghjkl;'zxcvbnm", "A row of keys"),
        ("!@#$%^&*()_+", "A row of keys"),
        ("passwordpassword", "A repeat"),
        ("P4ssw0rd p4ssw0rd", "A repeat"),
        ("abcd1234abcd1234", "A repeat"),
        ("password" * 128, "A repeat"),
        ("1985-11-27-ab", "Dates"),
        ("secondlock2026", "name of this service"),
        ("Second-Lock-26", "name of this service"),
        ("mikemiller1234", "your address"),
        ("mike.miller@example.com", "your address"),
        ("aaaaaaaaaaaaaaa", "different characters"),
        ("121212121212", "different characters"),
    ],
)
def test_a_guessable_password_is_refused_with_the_reason_r39(password: str, word: str) -> None:
    assert word in _reason(password, ABOUT)


@pytest.mark.parametrize(
    "password",
    [
        "maximilian.schneider",
        "maximilian.schneider1",
        "7maximilian.schneider",
        "maximilianschneider",
        "Maximilian Schneider!",
        "MAXIMILIAN_SCHNEIDER99",
        "schneider, maximilian",
        "redienhcs.nailimixam",
        "maximilianmaximilian",
        "maximilian.schneidermaximilian.schneider",
        "m4x1m1l14n.schn31d3r",
        "mschneider1985",
        "Maximilian2026",
    ],
)
@pytest.mark.parametrize("about", _MAX, ids=["address", "name"])
def test_what_a_stranger_knows_of_the_person_is_refused_r39(
    password: str, about: tuple[str, ...]
) -> None:
    assert "your address, your name" in _reason(password, about)


@pytest.mark.parametrize(
    ("password", "name"),
    [
        ("muellermueller", "Jörg Müller"),
        ("jorgmuller2026", "Jörg Müller"),
        ("strasserstrasser", "Eva Straßer"),
        ("сидоровсидоров", "Иван Сидоров"),
    ],
)
def test_a_name_in_other_letters_is_refused_too_r39(password: str, name: str) -> None:
    assert "your name" in _reason(password, ("ann@example.com", name, "Second Lock"))


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery",
        "apricot-lantern-window",
        "miller grows seven turnips",
        "mike likes blue tulips",
        "der hund schläft im garten",
        "пароль из пяти слов",
        "四頭の小さな青い象が踊る",
        "चार छोटे नीले हाथी",
        "أربعة أفيال زرقاء",
        "😀🚀🐙🍕🎸🌋🦊🧊🎩🪁🧵🎲",
        "8f4e0b1c7a2d",
        "kJ8#mQz!2vRt",
        "k$8!q^2@z#7&",
        "}{:>?<|~`^%(",
        "e7d1-93ab-44c0",
        "qzvhtmxwkfpj",
    ],
)
def test_a_good_password_passes(password: str) -> None:
    refuse_guessable(password, about=ABOUT)


@pytest.mark.parametrize("unit", ["l33t@55", "monkey", "ab12c", "12-ab 7", "é̀ßxy"])
def test_a_long_repeat_is_refused_r39(unit: str) -> None:
    assert "A repeat" in _reason((unit * 1024)[:500], ABOUT)


def test_a_long_password_costs_no_more_than_a_phrase_f14() -> None:
    about = (f"{'abc.' * 15}@{'cde.' * 40}example", "Anna " * 20, "Second Lock")
    longest = "".join(f"p4$$w0rd{number}" for number in range(200))[:1024]
    refuse_guessable(longest, about=about)  # what is loaded once is not measured
    begun = time.process_time()
    refuse_guessable(longest, about=about)
    assert time.process_time() - begun < 0.1


def test_registration_says_why_a_password_is_refused_r39(person: Person) -> None:
    answer = person.post("register", {"email": person.email, "password": "password123456"})
    assert answer.status_code == 400
    assert "tried first" in answer.json["fields"]["password"][0]
