"""Promise: login tells nothing about an account to somebody who does not know its password."""

import pytest

from tests.client import Answer
from tests.person import PASSWORD, Person
from tests.rows import events, execute

VOLATILE = {"X-Request-Id", "Date"}


def shown(answer: Answer) -> tuple[int, dict[str, object], list[tuple[str, str]]]:
    body = {name: value for name, value in answer.json.items() if name != "requestId"}
    headers = sorted((k, v) for k, v in answer.headers.items() if k not in VOLATILE)
    return answer.status_code, body, headers


def log_in(person: Person, email: str, password: str) -> Answer:
    return person.post("login", {"email": email, "password": password})


@pytest.fixture
def accounts(enrolled: Person) -> dict[str, Person]:
    """One account of every kind, none of them signed in."""
    enrolled.post("logout")
    kinds = {"two-factor": enrolled}
    for kind in ("plain", "disabled", "unverified"):
        kinds[kind] = Person(enrolled.app, enrolled.clock, f"{kind}@example.com").register()
    execute(
        enrolled.app,
        "UPDATE users SET disabled_at = created_at WHERE email = 'disabled@example.com'",
        "UPDATE users SET email_verified_at = NULL WHERE email = 'unverified@example.com'",
    )
    return kinds


def test_r41_without_the_password_every_account_answers_like_an_unknown_one(
    accounts: dict[str, Person], person: Person
) -> None:
    stranger = Person(person.app, person.clock, "nobody@example.com")
    unknown = shown(log_in(stranger, stranger.email, "wrong horse battery"))
    for one in accounts.values():
        assert shown(log_in(stranger, one.email, "wrong horse battery")) == unknown
    assert unknown[0] == 401
    assert unknown[1]["code"] == "invalid_credentials"


def test_r37_a_strange_password_answers_alike_for_known_and_unknown(ann: Person) -> None:
    for password in ["x" * 1024, "é" * 1024, "\U0001f512" * 700, " ", "a\tb"]:
        known = shown(log_in(ann, ann.email, password))
        assert known == shown(log_in(ann, "nobody@example.com", password))
        assert known[0] == 401


def test_what_is_no_address_answers_like_an_unknown_one(ann: Person) -> None:
    unknown = shown(log_in(ann, "nobody@example.com", PASSWORD))
    assert shown(log_in(ann, "no address", PASSWORD)) == unknown


def test_r41_only_the_right_password_tells_what_is_wrong(accounts: dict[str, Person]) -> None:
    for kind, code in (("disabled", "account_disabled"), ("unverified", "email_unverified")):
        answer = accounts[kind].log_in()
        assert (answer.status_code, answer.json["code"]) == (403, code)
        assert "Set-Cookie" not in answer.headers
        assert not accounts[kind].is_signed_in()
    reasons = [each.detail.get("reason") for each in events(accounts["plain"].app, "login.failed")]
    assert reasons == ["account_disabled", "email_unverified"]


def test_r32_a_right_password_gives_a_two_factor_account_the_marker_alone(
    accounts: dict[str, Person],
) -> None:
    one = accounts["two-factor"].other_browser()
    answer = one.log_in()
    assert answer.status_code == 200
    assert answer.json == {
        "requires2FA": True,
        "methods": ["totp", "backup_code"],
        "expiresIn": 300,
    }
    [cookie] = answer.headers.getlist("Set-Cookie")
    assert cookie.startswith("second_lock_twofa_token=")
    assert one.get("me").status_code == 401


def test_r32_the_password_step_ends_no_session(enrolled: Person) -> None:
    enrolled.other_browser().half()
    assert enrolled.is_signed_in()


def test_a_plain_account_gets_its_session(accounts: dict[str, Person]) -> None:
    answer = accounts["plain"].log_in()
    assert set(answer.json) == {"message", "user"}
    names = {line.split("=")[0] for line in answer.headers.getlist("Set-Cookie")}
    assert names == {"second_lock_session", "second_lock_known_browser"}
    assert accounts["plain"].is_signed_in()


def test_r34_it_refuses_every_other_body(ann: Person) -> None:
    for body in [
        {},
        {"email": "ann@example.com"},
        {"email": "ann@example.com", "password": ""},
        {"email": "ann@example.com", "password": None},
        {"email": "ann@example.com", "password": ["x"]},
        {"email": {"$ne": ""}, "password": PASSWORD},
        {"email": "ann@example.com", "password": PASSWORD, "userId": "x"},
        {"email": "ann@example.com", "password": PASSWORD, "skip2FA": True},
        {"email": "ann@example.com", "password": "x" * 1025},
    ]:
        answer = ann.post("login", body)
        assert (answer.status_code, answer.json["code"]) == (400, "invalid_request")
        assert "Set-Cookie" not in answer.headers
