"""Promise: operators invite by mail, print links, list and revoke them, for people or as JSON, and
a failure is one line and a non-zero exit."""

import json
from typing import Any

import pytest

from app.invitations.models import Invitation
from tests.cli.test_account_commands import check_failure, run
from tests.invitations.house import DEAD, code, invited, join, token_in
from tests.invitations.test_every_way_in import turn
from tests.person import Person
from tests.rows import events, rows


def told(person: Person, *arguments: str) -> Any:
    """Run a command; return the JSON that it prints."""
    result = run(person, *arguments, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


@pytest.fixture
def guest(person: Person) -> Person:
    """Somebody at a shut door, where there is the group `staff`."""
    turn(person.app, "invited")
    told(person, "groups", "create", "staff")
    return person


def test_the_link_of_a_mailed_one_stands_in_the_mail_alone(guest: Person) -> None:
    more = ("--role", "admin", "--group", "staff", "--days", "2")
    result = run(guest, "users", "invite", " ANN@example.com", *more)
    assert (result.exit_code, result.output) == (
        0,
        "An invitation is on its way to ann@example.com.\n",
    )
    guest.clock.move(seconds=1)
    made = told(guest, "users", "invite", guest.email, *more)
    assert (set(made), made["email"]) == ({"id", "email", "expiresAt"}, guest.email)
    user = join(guest, invited(guest)).json["user"]
    assert (user["role"], user["groups"]) == ("admin", ["staff"])


def test_a_link_is_the_only_line_and_opens_the_door(guest: Person) -> None:
    result = run(guest, "invitations", "link", "--uses", "3", "--group", "staff")
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) == 1
    assert result.stdout.startswith("http://localhost:8000/join#token=")
    assert join(guest, token_in(result.stdout)).status_code == 201
    made = told(guest, "invitations", "link")
    assert set(made) == {"id", "link", "expiresAt"}


def test_the_list_shows_what_works_and_revoking_ends_it(guest: Person) -> None:
    mailed = told(guest, "users", "invite", guest.email, "--group", "staff")
    shown = told(guest, "invitations", "link", "--uses", "3")
    by_id = {each["id"]: each for each in told(guest, "invitations", "list")}
    assert set(by_id) == {mailed["id"], shown["id"]}
    assert by_id[mailed["id"]] == {
        "id": mailed["id"],
        "email": guest.email,
        "role": "user",
        "groups": ["staff"],
        "uses": 1,
        "invitedBy": "Second Lock",
        "createdAt": "2026-11-21T12:00:00+00:00",
        "expiresAt": "2026-11-28T12:00:00+00:00",
    }
    assert (by_id[shown["id"]]["uses"], by_id[shown["id"]]["email"]) == (3, None)
    assert guest.email in run(guest, "invitations", "list").stdout
    gone = told(guest, "invitations", "revoke", mailed["id"])
    assert gone["id"] == mailed["id"]
    assert code(join(guest, invited(guest))) == DEAD
    assert [each["id"] for each in told(guest, "invitations", "list")] == [shown["id"]]
    assert [each.actor_id for each in events(guest.app, "invitation.revoked")] == [None]


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("users", "invite", "no address"), "address"),
        (("users", "invite", "new@example.com", "--group", "nobody"), "nobody"),
        (("invitations", "link", "--group", "nobody"), "nobody"),
        (("invitations", "revoke", "nothing"), "no such invitation"),
    ],
)
def test_a_failure_is_one_line(guest: Person, arguments: tuple[str, ...], word: str) -> None:
    check_failure(run(guest, *arguments), word)
    assert rows(guest.app, Invitation) == []


def test_a_closed_door_says_so(guest: Person) -> None:
    turn(guest.app, "closed")
    check_failure(run(guest, "users", "invite", "new@example.com"), "REGISTRATION is closed")
    check_failure(run(guest, "invitations", "link"), "REGISTRATION is closed")


@pytest.mark.parametrize("wrong", [("--uses", "0"), ("--uses", "1001"), ("--days", "31")])
def test_a_link_for_too_much_is_a_wrong_call(guest: Person, wrong: tuple[str, str]) -> None:
    assert run(guest, "invitations", "link", *wrong).exit_code == 2
