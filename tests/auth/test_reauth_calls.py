"""Promise: a step-up counts for five minutes, is proven by the strongest factor the account has,
and is guessed no more often than a login."""

from tests.person import Person
from tests.rows import events

STALE = 300


def refusal(person: Person) -> tuple[int, str, list[str]]:
    answer = person.post("2fa/setup", {"replace": True})
    return answer.status_code, answer.json["code"], answer.json["methods"]


def test_r15_freshness_of_a_login_ends_after_five_minutes(ann: Person) -> None:
    ann.sign_in().clock.move(seconds=STALE - 1)
    assert ann.post("2fa/setup", {}).status_code == 200
    ann.clock.move(seconds=1)
    assert refusal(ann) == (403, "reauth_required", ["password"])


def test_r15_the_password_makes_a_plain_account_fresh_for_five_minutes(ann: Person) -> None:
    ann.sign_in().clock.move(seconds=STALE)
    answer = ann.reauth(password=ann.password)
    assert answer.status_code == 200
    assert answer.json["freshUntil"] == "2026-11-21T12:10:00+00:00"
    ann.clock.move(seconds=STALE - 1)
    assert ann.post("2fa/setup", {}).status_code == 200
    ann.clock.move(seconds=1)
    assert refusal(ann)[1] == "reauth_required"


def test_r15_a_code_makes_a_two_factor_account_fresh(enrolled: Person) -> None:
    enrolled.clock.move(seconds=STALE)
    assert refusal(enrolled) == (403, "reauth_required", ["totp", "backup_code"])
    assert enrolled.reauth(code=enrolled.code()).status_code == 200
    assert enrolled.post("2fa/setup", {"replace": True}).status_code == 200


def test_a_backup_code_makes_a_two_factor_account_fresh(enrolled: Person) -> None:
    enrolled.clock.move(seconds=STALE)
    assert enrolled.reauth(code=enrolled.backup_codes[0]).status_code == 200
    assert enrolled.post("2fa/setup", {"replace": True}).status_code == 200
    assert enrolled.get("2fa/status").json["backupCodesRemaining"] == 9


def test_r15_the_password_alone_is_not_enough_where_two_factors_are_on(enrolled: Person) -> None:
    enrolled.clock.move(seconds=STALE)
    answer = enrolled.reauth(password=enrolled.password)
    assert (answer.status_code, answer.json["code"]) == (403, "reauth_required")
    assert answer.json["methods"] == ["totp", "backup_code"]
    assert refusal(enrolled)[0] == 403


def test_a_wrong_password_is_400_and_counted_like_a_wrong_login(ann: Person) -> None:
    ann.sign_in()
    for _ in range(10):
        answer = ann.reauth(password="wrong horse battery")
        assert (answer.status_code, answer.json["code"]) == (400, "invalid_password")
    refused = ann.reauth(password=ann.password)
    assert (refused.status_code, refused.json["code"]) == (429, "too_many_attempts")
    assert ann.log_in().status_code == 429
    assert ann.is_signed_in()
    assert len(events(ann.app, "reauth.failed")) == 10


def test_a_right_password_clears_its_count(ann: Person) -> None:
    ann.sign_in()
    for _ in range(9):
        ann.reauth(password="wrong horse battery")
    assert ann.reauth(password=ann.password).status_code == 200
    assert ann.reauth(password="wrong horse battery").status_code == 400


def test_a_wrong_code_makes_nothing_fresh_and_counts(enrolled: Person) -> None:
    enrolled.clock.move(seconds=STALE)
    answer = enrolled.reauth(code=enrolled.wrong_code())
    assert (answer.status_code, answer.json["code"]) == (400, "invalid_code")
    assert answer.json["attemptsLeft"] == 4
    assert refusal(enrolled)[0] == 403


def test_a_plain_account_has_no_code_to_send(ann: Person) -> None:
    answer = ann.sign_in().reauth(code="123456")
    assert (answer.status_code, answer.json["code"]) == (403, "reauth_required")
    assert answer.json["methods"] == ["password"]


def test_it_takes_exactly_one_proof(ann: Person) -> None:
    for body in [
        {},
        {"password": "x", "code": "123456"},
        {"code": 123456},
        {"code": None},
        {"fresh": 1},
    ]:
        answer = ann.sign_in().post("reauth", body)
        assert (answer.status_code, answer.json["code"]) == (400, "invalid_request")


def test_it_needs_a_session(ann: Person) -> None:
    assert ann.reauth(password=ann.password).status_code == 401
