"""Promise: the page and the command line set and show a policy alike; odd input is refused, and a
stale page changes nothing (A10)."""

import json
from typing import Any

import pytest

from tests.admin.conftest import make_group
from tests.person import Person
from tests.policies import levels
from tests.policy.acting import PLACE, code_of, put, run, told
from tests.transfer.moving import flask


def test_the_page_shows_the_setting_and_then_what_was_set(root: Person) -> None:
    asked = {"from": None, "grace": 0, "version": 0}
    assert root.get(PLACE).json == {
        "policies": [
            {"group": "everyone", "level": "optional", **asked},
            {"group": "admin", "level": "two_factor", **asked},
        ],
        "next": None,
    }
    make_group(root)
    answer = put(root, "two_factor", group="editors", **{"from": "2026-12-01", "grace": 7})
    assert answer.status_code == 200
    since = told(root.clock.now())
    assert [
        (each["group"], each["level"], each["from"], each["grace"])
        for each in answer.json["policies"]
    ] == [
        ("everyone", "optional", since, 0),
        ("admin", "two_factor", since, 0),
        ("editors", "two_factor", "2026-12-01T00:00:00+00:00", 7),
    ]
    assert root.get(PLACE).json["policies"] == answer.json["policies"]
    assert (answer.json["mailed"], answer.json["stopped"], answer.json["warnings"]) == (0, 0, [])
    shown = json.loads(run(root.app, "show", "--json").stdout)
    assert [each["group"] for each in shown] == ["everyone", "admin", "editors"]


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("admins", {"everyone": "optional", "admin": "two_factor"}),
        ("everyone", {"everyone": "two_factor"}),
        ("optional", {"everyone": "optional"}),
        ("two_factor", {"everyone": "two_factor"}),
    ],
)
def test_the_words_of_the_first_part_stay(root: Person, word: str, found: dict[str, str]) -> None:
    assert put(root, word).status_code == 200
    assert levels(root.app) == found
    run(root.app, "set", word)
    assert levels(root.app) == found


BAD: list[tuple[str, dict[str, Any]]] = [
    ("level", {"level": "strict"}),
    ("level", {"level": None}),
    ("level", {"level": ["two_factor"]}),
    ("level", {}),
    ("grace", {"level": "two_factor", "grace": -1}),
    ("grace", {"level": "two_factor", "grace": 366}),
    ("grace", {"level": "two_factor", "grace": "7"}),
    ("grace", {"level": "two_factor", "grace": 7.5}),
    ("grace", {"level": "two_factor", "grace": True}),
    ("grace", {"level": "two_factor", "grace": 10**30}),
    ("from", {"level": "two_factor", "from": "tomorrow"}),
    ("from", {"level": "two_factor", "from": "2026-12-01T12:00:00"}),
    ("from", {"level": "two_factor", "from": "2026-W49-2"}),
    ("from", {"level": "two_factor", "from": "20261201"}),
    ("from", {"level": "two_factor", "from": "0001-01-01T00:00:00+23:59"}),
    ("from", {"level": "two_factor", "from": "9999-12-31T23:59:59-23:59"}),
    ("from", {"level": "two_factor", "from": 1796083200}),
    ("from", {"level": "two_factor", "from": "2026-02-30"}),
    ("from", {"level": "optional", "from": "2026-12-01"}),
    ("grace", {"level": "optional", "grace": 7}),
    ("group", {"level": "two_factor", "group": ""}),
    ("group", {"level": "two_factor", "group": 7}),
    ("group", {"level": "two_factor", "group": "x" * 41}),
    ("group", {"level": "everyone", "group": "admin"}),
    ("group", {"level": "admins", "group": "user"}),
    ("version", {"level": "two_factor", "version": "1"}),
    ("version", {"level": "two_factor", "version": -1}),
    ("version", {"level": "two_factor", "version": 2**31}),
    ("force", {"level": "two_factor", "force": True}),
]


@pytest.mark.parametrize(("field", "body"), BAD, ids=str)
def test_odd_input_is_refused_by_its_field(root: Person, field: str, body: dict[str, Any]) -> None:
    before = levels(root.app)
    answer = root.call("PUT", PLACE, body)
    assert (code_of(answer), list(answer.json["fields"])) == ((400, "invalid_request"), [field])
    assert levels(root.app) == before


@pytest.mark.parametrize("day", ["0001-01-01", "1970-01-01T00:00:00Z", "9999-12-31"])
def test_the_first_and_the_last_day_are_days(root: Person, day: str) -> None:
    make_group(root)
    answer = put(root, "two_factor", group="editors", **{"from": day})
    assert answer.status_code == 200
    assert answer.json["policies"][2]["from"].startswith(day[:10])
    assert root.get(f"{PLACE}/report").status_code == 200


def test_a_group_that_is_not_there_is_not_found(root: Person) -> None:
    for level in ("two_factor", "optional"):
        assert code_of(put(root, level, group="nobody")) == (404, "not_found")


def test_a_page_of_the_report_behind_nobody_is_not_found(root: Person) -> None:
    assert code_of(root.get(f"{PLACE}/report?after=nobody")) == (404, "not_found")


def test_a_group_named_like_everybody_changes_nothing_for_everybody(root: Person) -> None:
    put(root, "two_factor")
    make_group(root, "everyone")
    assert code_of(put(root, "optional", group="everyone")) == (409, "conflict")
    assert levels(root.app) == {"everyone": "two_factor"}
    assert put(root, "optional").status_code == 200


def test_a10_a_stale_page_is_refused_and_loses_nothing(root: Person) -> None:
    assert put(root, "two_factor", group="admin", grace=14, version=0).status_code == 200
    assert put(root, "two_factor", grace=14, version=1).status_code == 200
    for stale in (0, 1, 7):
        assert code_of(put(root, "optional", version=stale)) == (409, "conflict")
        assert code_of(put(root, "optional", group="admin", version=stale)) == (409, "conflict")
    found = {each["group"]: each for each in root.get(PLACE).json["policies"]}
    assert [found[name]["level"] for name in ("everyone", "admin")] == ["two_factor"] * 2
    for name, place in (("everyone", {}), ("admin", {"group": "admin"})):
        seen = found[name]["version"]
        assert put(root, "two_factor", grace=20, version=seen, **place).status_code == 200


def test_a10_a_page_from_before_a_removal_is_stale_though_the_group_has_a_policy_again(
    root: Person,
) -> None:
    make_group(root)
    put(root, "two_factor", group="editors", grace=14)
    seen = root.get(PLACE).json["policies"][-1]["version"]
    put(root, "optional", group="editors")
    put(root, "two_factor", group="editors", grace=30)
    stale = put(root, "optional", group="editors", version=seen)
    assert code_of(stale) == (409, "conflict")


def test_a_group_that_a_policy_asks_cannot_be_deleted(root: Person) -> None:
    group = make_group(root)
    put(root, "two_factor", group="editors")
    place = f"/api/admin/groups/{group}"
    answer = root.call("DELETE", place, {"version": 1})
    assert (code_of(answer), "policy" in answer.json["message"]) == ((409, "conflict"), True)
    put(root, "optional", group="editors")
    assert root.call("DELETE", place, {"version": 1}).status_code == 200


@pytest.mark.parametrize(
    "arguments",
    [
        ("set", "strict"),
        ("set", "two_factor", "--grace", "-1"),
        ("set", "two_factor", "--grace", "366"),
        ("set", "two_factor", "--grace", "x"),
        ("set", "two_factor", "--from", "tomorrow"),
        ("set", "two_factor", "--from", "0001-01-01T00:00:00+23:59"),
        ("set", "two_factor", "--group", "nobody"),
        ("set", "everyone", "--group", "admin"),
        ("set", "optional", "--grace", "7"),
        ("set", "optional", "--from", "2026-12-24"),
        ("extend", "root@example.com"),
        ("extend", "root@example.com", "--until", "never"),
        ("extend", "root@example.com", "--until", "2026-11-20"),
        ("extend", "nobody@example.com", "--until", "2026-12-24"),
    ],
    ids=" ".join,
)
def test_odd_arguments_are_one_clear_line(root: Person, arguments: tuple[str, ...]) -> None:
    before = levels(root.app)
    result = flask(root.app, "policy", *arguments)
    assert result.exit_code in {1, 2}
    assert result.stdout == ""
    assert result.stderr.strip().splitlines()[-1].startswith("Error: ")
    assert levels(root.app) == before


def test_the_command_says_what_came_of_it(root: Person, ann: Person) -> None:
    result = run(root.app, "set", "two_factor", "--group", "user", "--grace", "14")
    since = f"{root.clock.now():%F %H:%M} UTC"
    assert result.stdout.splitlines() == [
        f"everyone: optional, from {since}.",
        f"admin: two_factor, from {since}.",
        f"user: two_factor, from {since}, 14 days of grace.",
        "1 mailed.",
    ]
    found = json.loads(
        run(root.app, "set", "phishing_resistant", "--group", "user", "--json").stdout
    )
    assert (found["mailed"], found["stopped"]) == (1, 1)
    assert found["policies"][-1]["until"] == "two_factor"
