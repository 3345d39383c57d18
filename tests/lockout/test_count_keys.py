"""Promise: what a count is kept under are facts of the server: nothing that a client writes opens a
new count (R53)."""

from collections.abc import Callable

import pytest

from tests.before import done_before
from tests.person import Person

REFUSED = (429, "too_many_attempts")
HEADERS = (
    "X-Forwarded-For",
    "X_Forwarded_For",
    "X-Real-IP",
    "Forwarded",
    "Client-IP",
    "True-Client-IP",
    "CF-Connecting-IP",
    "X-Forwarded-Host",
    "User-Agent",
)
SPELLINGS = (
    "ANN@example.com",
    " ann@example.com",
    "ann@example.com\t",
    "ann@EXAMPLE.COM",
    "Ann@Example.Com",
    "ann＠example.com",
    "ａｎｎ@example.com",
    "𝐚𝐧𝐧@example.com",
    "ann@example。com",
)


def _body(person: Person, email: str | None = None) -> dict[str, str]:
    return {"email": email or person.email, "password": "wrong horse battery"}


def _fill_passwords(ann: Person) -> None:
    for _ in range(10):
        assert ann.post("login", _body(ann)).status_code == 401


def _fill_codes(enrolled: Person) -> None:
    for _ in range(5):
        assert enrolled.reauth(code=enrolled.wrong_code()).status_code == 400


@pytest.fixture
def locked(ann: Person) -> Person:
    """Somebody whose password count is full, at the address of the test."""
    return done_before(ann, _fill_passwords)


@pytest.fixture
def code_locked(enrolled: Person) -> Person:
    """Somebody signed in, whose count of codes is full."""
    return done_before(enrolled, _fill_codes)


def test_r53_no_header_opens_a_new_count_of_passwords(locked: Person) -> None:
    for name in (*HEADERS, "Host"):
        answer = locked.post("login", _body(locked), headers={name: "198.51.100.7"})
        assert (answer.status_code, answer.json["code"]) == REFUSED, name


def test_r53_no_header_opens_a_new_count_of_codes(code_locked: Person) -> None:
    for name in HEADERS:
        body = {"code": code_locked.code()}
        answer = code_locked.post("reauth", body, headers={name: "198.51.100.7"})
        assert (answer.status_code, answer.json["code"]) == REFUSED, name


def test_r53_no_address_marker_or_session_opens_a_new_count_of_codes(code_locked: Person) -> None:
    for number in range(3):
        where = {"environ_overrides": {"REMOTE_ADDR": f"203.0.113.{number}"}}
        half = code_locked.other_browser().half()
        answer = half.post("2fa/verify-login", {"code": half.code()}, **where)
        assert (answer.status_code, answer.json["code"]) == REFUSED


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_r53_no_spelling_of_the_address_opens_a_new_count(locked: Person, spelling: str) -> None:
    answer = locked.post("login", _body(locked, spelling))
    assert (answer.status_code, answer.json["code"]) == REFUSED


def test_r53_no_spelling_of_an_unknown_address_opens_a_new_count(person: Person) -> None:
    for _ in range(10):
        assert person.post("login", _body(person)).status_code == 401
    for spelling in SPELLINGS:
        assert person.post("login", _body(person, spelling)).status_code == 429, spelling


def test_r53_what_is_no_address_has_one_count_too(person: Person) -> None:
    spellings = ["nobody", " nobody", "NOBODY", "Nobody "]
    answers = [
        person.post("login", _body(person, spellings[number % 4])).status_code
        for number in range(11)
    ]
    assert answers == [401] * 10 + [429]


@pytest.mark.parametrize(
    "path",
    [
        "/api/auth/login?a=1",
        "/api/auth/login?email=bob@example.com",
        "/api/auth/login?",
        "/api/auth/login#a",
        "/api/auth/%6cogin",
    ],
)
def test_r53_no_query_and_no_escape_in_the_path_opens_a_new_count(
    locked: Person, path: str
) -> None:
    answer = locked.post(path, _body(locked))
    assert (answer.status_code, answer.json["code"]) == REFUSED


@pytest.mark.parametrize(
    "path",
    [
        "/api/auth/login/",
        "//api/auth/login",
        "/api//auth/login",
        "/api/auth//login",
        "/api/auth/login;a",
        "/api/auth/./login",
        "/api/auth/LOGIN",
        "/api/auth/login%20",
    ],
)
def test_r53_another_spelling_of_the_path_checks_no_password(ann: Person, path: str) -> None:
    answer = ann.post(path, {"email": ann.email, "password": ann.password})
    assert answer.status_code in {404, 405}
    assert not ann.is_signed_in()


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "GET", "PUT", "PATCH", "DELETE", "TRACE"])
@pytest.mark.parametrize("path", ["login", "2fa/verify-login"])
def test_r53_another_method_checks_nothing(enrolled: Person, method: str, path: str) -> None:
    half = enrolled.other_browser().half()
    body = {"code": half.code(), "email": half.email, "password": half.password}
    answer = half.call(method, path, body)
    assert answer.status_code in {200, 405}
    assert not half.is_signed_in()
    assert half.get("2fa/pending").json["attemptsLeft"] == 5


@pytest.mark.parametrize(
    "change",
    [
        lambda body: {"email": body["email"]},
        lambda body: {"password": body["password"]},
        lambda body: {**body, "ip": "198.51.100.7"},
        lambda body: {**body, "email": [body["email"]]},
        lambda body: {**body, "email": None},
    ],
)
def test_r53_a_body_of_another_shape_checks_no_password(
    ann: Person, change: Callable[[dict[str, str]], object]
) -> None:
    body = {"email": ann.email, "password": ann.password}
    answer = ann.post("login", change(body))
    assert (answer.status_code, answer.json["code"]) == (400, "invalid_request")
    assert not ann.is_signed_in()


def test_r53_one_home_network_of_ipv6_is_one_count(ann: Person) -> None:
    def guess(address: str) -> int:
        where = {"environ_overrides": {"REMOTE_ADDR": address}}
        return ann.post("login", _body(ann), **where).status_code

    answers = [guess(f"2001:db8::{number:x}") for number in range(11)]
    assert answers == [401] * 10 + [429]
    assert guess("2001:db8:0:1::1") == 401
    mapped = [guess(("::ffff:192.0.2.9", "192.0.2.9")[number % 2]) for number in range(11)]
    assert mapped == [401] * 10 + [429]
