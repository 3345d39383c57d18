"""Promise: the cookie of a registration opens nothing but its verification, and tells nothing of
the address."""

from pathlib import Path

import pytest

from app.config import Settings
from tests.accounts.registrations import ASKED, OPENED, OWN, links, register, verified
from tests.client import Answer, Client
from tests.conftest import Backend, settings_for
from tests.person import PASSWORD, Person
from tests.rows import dump


@pytest.fixture
def settings(sqlite_backend: Backend, tmp_path: Path) -> Settings:
    return settings_for(sqlite_backend, tmp_path)


def cookie_lines(answer: Answer) -> list[tuple[str, int, set[str]]]:
    """Name, length of the value and attributes of each cookie that an answer sets."""
    found = []
    for line in answer.headers.getlist("Set-Cookie"):
        first, *rest = line.split("; ")
        name, _, value = first.partition("=")
        found.append((name, len(value), {part for part in rest if not part.startswith("Expires")}))
    return found


def test_known_and_unknown_addresses_get_the_same_cookie(bob: Person) -> None:
    for email in ("new@example.com", "new@example.com", bob.email):
        answer = bob.other_browser().post("register", {"email": email, "password": PASSWORD})
        attributes = {"Max-Age=86400", "Path=/", "HttpOnly", "SameSite=Lax"}
        assert cookie_lines(answer) == [("second_lock_registration", 43, attributes)]


def test_the_database_holds_only_its_hash(person: Person) -> None:
    register(person)
    assert person.held_cookie("second_lock_registration") not in dump(person.app)


def test_that_of_another_registration_opens_nothing(person: Person, bob: Person) -> None:
    carl = Person(bob.app, bob.clock, "carl@example.com")
    register(person)
    register(carl)
    assert verified(carl, links(person)[-1]) == ASKED
    assert verified(carl, links(carl)[-1]) == OPENED


def test_that_of_a_taken_address_opens_nothing(person: Person, bob: Person) -> None:
    register(person)
    link = links(person)[-1]
    other = person.other_browser()
    other.post("register", {"email": bob.email, "password": PASSWORD})
    assert verified(other, link) == ASKED


def test_it_signs_nobody_in_and_is_sent_back_when_used(person: Person) -> None:
    register(person)
    assert person.get("me").status_code == 401
    assert person.get("2fa/pending").status_code == 401
    kept = person.held_cookie("second_lock_registration")
    answer = person.post("verify-email", {"token": links(person)[-1]})
    assert cookie_lines(answer)[0][:2] == ("second_lock_registration", 0)
    person.use_cookie("second_lock_registration", kept)
    assert person.get("me").status_code == 401


def test_that_of_another_registration_outlives_a_link_that_it_did_not_open(
    person: Person, bob: Person
) -> None:
    register(person)
    carl = Person(bob.app, bob.clock, "carl@example.com")
    register(carl)
    assert verified(carl, links(person)[-1], password=OWN) == OPENED
    assert verified(carl, links(carl)[-1]) == OPENED


def test_of_two_that_were_sent_none_counts(person: Person) -> None:
    register(person)
    own = person.cookie("second_lock_registration")
    header = {"HTTP_COOKIE": f"second_lock_registration={own}; second_lock_registration={own}"}
    browser = Client(person.app, use_cookies=False)
    body = {"token": links(person)[-1]}
    answer = browser.post("/api/auth/verify-email", json=body, environ_overrides=header)
    assert answer.json["code"] == "password_required"


class TestUnderHttps:
    @pytest.fixture
    def settings(self, sqlite_backend: Backend, tmp_path: Path) -> Settings:
        return settings_for(sqlite_backend, tmp_path, public_url="https://login.example.com")

    def test_r75_it_is_bound_to_the_host(self, person: Person) -> None:
        answer = person.post("register", {"email": person.email, "password": PASSWORD})
        [(name, _, attributes)] = cookie_lines(answer)
        assert name == "__Host-registration"
        assert {"Secure", "HttpOnly", "Path=/"} <= attributes
        plain = person.other_browser()
        plain.use_cookie("second_lock_registration", person.held_cookie("__Host-registration"))
        link = links(person)[-1]
        assert verified(plain, link) == ASKED
        assert verified(person, link) == OPENED
        assert verified(person, link, password=OWN)[0] == 400
