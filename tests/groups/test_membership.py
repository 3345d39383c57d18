"""Promise: a person is in 50 groups at most, every answer with a person names their groups, and a
change of groups signs nobody out (I11)."""

import json
from typing import Any

import pytest
from flask import Flask

from app.config.operators import operator_act
from app.core.errors import Conflict
from app.db import write_tx
from app.groups import members, service
from app.users.models import Group, GroupMember, User
from app.users.service import lock_by_email
from tests.accounts.links import subjects
from tests.person import Person
from tests.program import Program
from tests.racing import race
from tests.rows import events, rows
from tests.transfer.moving import flask

TOLD = "An operator changed your Second Lock account"


def run(app: Flask, *arguments: str) -> Any:
    result = flask(app, "groups", *arguments, "--json")
    assert result.exit_code == 0, (result.output, result.exception)
    return json.loads(result.stdout)


def put_into(person: Person, *names: str) -> None:
    """Let a person be in groups, each of which is made."""
    act = operator_act(person.clock.now())
    with person.app.app_context(), write_tx() as tx:
        members.set_groups(tx, lock_by_email(tx, person.email), names, act=act)


def test_every_answer_with_a_person_names_their_groups_in_order(enrolled: Person) -> None:
    put_into(enrolled, "wiki", "a.b", "editors")
    groups = ["a.b", "editors", "wiki"]
    program = Program(enrolled).sign_in()
    answers = [
        enrolled.get("me"),
        program.get("me"),
        enrolled.call("PATCH", "me", {"name": "Ann"}),
        enrolled.other_browser().half().verify(),
    ]
    assert [each.json["user"]["groups"] for each in answers] == [groups] * 4
    assert enrolled.get("me/export").json["profile"]["groups"] == groups
    shown = json.loads(flask(enrolled.app, "users", "show", enrolled.email, "--json").stdout)
    [listed] = json.loads(flask(enrolled.app, "users", "list", "--json").stdout)
    assert shown["groups"] == listed["groups"] == groups


def test_a_login_without_a_second_factor_names_them_too(ann: Person) -> None:
    put_into(ann, "wiki")
    assert ann.log_in().json["user"]["groups"] == ["wiki"]
    assert Program(ann).ask().json["user"]["groups"] == ["wiki"]


def test_i11_a_change_holds_at_the_next_request_and_signs_nobody_out(enrolled: Person) -> None:
    program = Program(enrolled).sign_in()
    trusted = enrolled.other_browser().half()
    trusted.post("2fa/verify-login", {"code": trusted.code(), "rememberDevice": True})
    half = enrolled.other_browser().half()
    run(enrolled.app, "create", "wiki")
    for command, groups in (("add", ["wiki"]), ("remove", [])):
        run(enrolled.app, command, "wiki", enrolled.email)
        for caller in (enrolled, trusted, program):
            assert caller.get("me").json["user"]["groups"] == groups
    run(enrolled.app, "add", "wiki", enrolled.email)
    run(enrolled.app, "delete", "wiki", "--yes")
    assert enrolled.get("me").json["user"]["groups"] == []
    assert rows(enrolled.app, GroupMember) == []
    assert len(trusted.get("2fa/devices").json["devices"]) == 1
    assert half.get("2fa/pending").status_code == 200


def test_the_fifty_first_group_is_refused_also_in_a_race(ann: Person) -> None:
    put_into(ann, *(f"g{number}" for number in range(members.MOST_GROUPS - 1)))
    act, [user] = operator_act(ann.clock.now()), rows(ann.app, User)
    with ann.app.app_context():
        more = [service.create(f"more{number}", act=act).id for number in range(6)]

    def join(group_id: str) -> bool:
        with ann.app.app_context():
            try:
                members.add(group_id, user.id, act=act)
            except Conflict:
                return False
            return True

    assert sum(race([lambda each=each: join(each) for each in more])) == 1  # type: ignore[misc]
    assert len(rows(ann.app, GroupMember)) == members.MOST_GROUPS


def test_commands_keep_groups_and_mail_the_person(ann: Person) -> None:
    assert run(ann.app, "create", "wiki", "--description", "Readers")["name"] == "wiki"
    reason = "Reads the wiki from now on"
    told = run(ann.app, "add", "wiki", ann.email, "--reason", reason)
    assert told == {"email": ann.email, "groups": ["wiki"]}
    [listed] = run(ann.app, "list")
    assert listed == {"name": "wiki", "members": 1, "about": "Readers"}
    assert run(ann.app, "remove", "wiki", ann.email)["groups"] == []
    assert subjects(ann, ann.email).count(TOLD) == 2
    [joined, left] = events(ann.app, "group.joined", "group.left")
    assert (joined.ip, joined.actor_id, joined.detail["because"]) == ("operator", None, reason)
    assert "because" not in left.detail


@pytest.mark.parametrize(
    "arguments",
    [
        ("create", "Wiki"),
        ("create", "admin"),
        ("delete", "nothing", "--yes"),
        ("add", "nothing", "ann@example.com"),
        ("add", "wiki", "nobody@example.com"),
        ("add", "wiki", "ann@example.com", "--reason", "no"),
        ("remove", "wiki", "ann@example.com"),
        ("create", "wiki"),
    ],
)
def test_what_a_command_cannot_do_is_one_line(ann: Person, arguments: tuple[str, ...]) -> None:
    run(ann.app, "create", "wiki")
    result = flask(ann.app, "groups", *arguments)
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (1, "", 1)
    assert [each.name for each in rows(ann.app, Group)] == ["wiki"]


def test_a_group_goes_with_the_account_and_the_account_stays_with_the_group(ann: Person) -> None:
    put_into(ann, "wiki")
    flask(ann.app, "users", "delete", ann.email, "--yes")
    assert (rows(ann.app, GroupMember), len(rows(ann.app, Group))) == ([], 1)
