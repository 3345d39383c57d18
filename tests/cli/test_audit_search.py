"""Promise: operators search the history by account, also a deleted one, by address and by time."""

import json

import pytest
from click.testing import Result

from app.users.models import User
from tests.person import Person
from tests.rows import rows


def run(person: Person, *arguments: str) -> Result:
    return person.app.test_cli_runner().invoke(args=["audit", "list", *arguments])


def types(person: Person, *arguments: str) -> list[str]:
    result = run(person, *arguments, "--json")
    assert result.exit_code == 0, result.output
    return [each["type"] for each in json.loads(result.stdout)]


def fail_from(person: Person, address: str) -> None:
    body = {"email": person.email, "password": "wrong horse battery"}
    person.post("login", body, environ_overrides={"REMOTE_ADDR": address})


def test_a_deleted_account_is_found_by_its_id(ann: Person, bob: Person) -> None:
    [user] = [each for each in rows(ann.app, User) if each.email == ann.email]
    ann.app.test_cli_runner().invoke(args=["users", "delete", ann.email, "--yes"])
    assert types(ann, "--user", user.id) == [
        "account.deleted",
        "account.email_verified",
        "account.registered",
    ]
    assert types(ann, "--user", "0" * 32) == []
    assert run(ann, "--email", ann.email).exit_code == 1


def test_an_address_finds_what_came_from_it(ann: Person) -> None:
    fail_from(ann, "203.0.113.5")
    fail_from(ann, "2001:db8::1")
    assert types(ann, "--ip", "203.0.113.5") == ["login.failed"]
    assert types(ann, "--ip", "2001:0DB8:0:0::1") == ["login.failed"]
    ann.app.test_cli_runner().invoke(args=["users", "disable", ann.email])
    assert types(ann, "--ip", "operator") == ["account.disabled"]


def test_a_span_of_time_holds_its_ends(ann: Person) -> None:
    ann.clock.move(seconds=3600)
    ann.sign_in()
    ann.clock.move(seconds=86400)
    ann.sign_in()
    assert types(ann, "--from", "2026-11-21T13:00:00Z", "--until", "2026-11-21T13:00:00Z") == [
        "login"
    ]
    assert "login" not in types(ann, "--until", "2026-11-21T12:59:59")
    assert types(ann, "--from", "2026-11-22") == types(ann, "--since", "2026-11-22") == ["login"]


def test_a_day_without_a_time_is_meant_to_its_end(ann: Person) -> None:
    ann.sign_in()
    assert types(ann, "--until", "2026-11-21")[0] == "login"
    assert types(ann, "--until", "2026-11-20") == []


def test_filters_narrow_together(ann: Person, bob: Person) -> None:
    fail_from(ann, "203.0.113.5")
    fail_from(bob, "203.0.113.5")
    both = ("--type", "login.failed", "--ip", "203.0.113.5")
    assert len(types(ann, *both)) == 2
    assert len(types(ann, *both, "--email", bob.email)) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ("--ip", "203.0.113"),
        ("--until", "tomorrow"),
        ("--email", "ann@example.com", "--user", "0" * 32),
    ],
)
def test_a_wrong_filter_is_refused(ann: Person, arguments: tuple[str, ...]) -> None:
    result = run(ann, *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
