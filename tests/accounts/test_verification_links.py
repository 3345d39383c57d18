"""Promise: a verification link opens once, within a day, and only the newest one opens."""

from functools import partial

import pytest

from app.accounts.models import MailToken
from tests.client import Answer
from tests.person import PASSWORD, Person, link_token, mails, text_of
from tests.racing import race
from tests.rows import dump, events, rows


@pytest.fixture
def token(person: Person) -> str:
    """The token that a registered person got by mail."""
    person.post("register", {"email": person.email, "password": PASSWORD})
    return link_token(mails(person.app, person.clock.now())[-1])


def told(answer: Answer) -> tuple[int, str | None]:
    return answer.status_code, answer.json.get("code")


def verify(person: Person, token: object) -> tuple[int, str | None]:
    return told(person.post("verify-email", {"token": token}))


def test_r80_a_link_opens_once(person: Person, token: str) -> None:
    assert person.log_in().json["code"] == "email_unverified"
    assert verify(person, token) == (200, None)
    assert verify(person, token) == (400, "invalid_token")
    assert person.log_in().json["user"]["emailVerified"] is True


def test_r80_twenty_parallel_spends_open_once(person: Person, token: str) -> None:
    browsers = [person.other_browser() for _ in range(20)]
    body = {"token": token, "password": PASSWORD}
    answers = race([partial(one.post, "verify-email", body) for one in browsers])
    assert sorted(map(told, answers)) == [(200, None)] + [(400, "invalid_token")] * 19
    assert len(events(person.app, "account.email_verified")) == 1


def test_r80_the_newest_link_kills_the_older_one(person: Person, token: str) -> None:
    person.clock.move(seconds=1)
    person.post("verify-email/resend", {"email": person.email})
    newest = link_token(mails(person.app, person.clock.now())[-1])
    assert newest != token
    assert verify(person, token) == (400, "invalid_token")
    assert verify(person, newest) == (200, None)


def test_a_link_lives_twenty_four_hours(person: Person, token: str) -> None:
    person.clock.move(seconds=24 * 3600)
    assert verify(person, token) == (400, "invalid_token")


def test_a_link_opens_in_its_last_second(person: Person, token: str) -> None:
    person.clock.move(seconds=24 * 3600 - 1)
    assert verify(person, token) == (200, None)


def test_r80_the_database_holds_only_the_hash_of_a_token(person: Person, token: str) -> None:
    assert len(token) >= 43
    assert len(rows(person.app, MailToken)) == 1
    assert token not in dump(person.app)


def test_r78_it_refuses_tokens_that_are_no_token(bob: Person) -> None:
    tokens: list[object] = [0, None, [], {}, {"$ne": ""}, True, "", "x" * 5000]
    for token in tokens:
        status, code = verify(bob, token)
        assert (status, code) == (400, "invalid_request")


def test_r78_it_refuses_a_made_up_token(bob: Person) -> None:
    assert verify(bob, "x" * 43) == (400, "invalid_token")


def test_the_link_points_to_the_configured_address_whatever_the_host_header_says(
    person: Person,
) -> None:
    """R80, CVE-2021-30185."""
    body = {"email": person.email, "password": PASSWORD}
    person.post("register", body, headers={"Host": "evil.example"})
    text = text_of(mails(person.app, person.clock.now())[-1])
    assert "http://localhost:8000/verify-email#token=" in text
    assert "evil" not in text
