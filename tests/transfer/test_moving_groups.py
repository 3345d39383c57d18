"""Promise: groups move in and out with their people, and `--update` sets them."""

import json
from pathlib import Path

import pytest
from flask import Flask

from app.users.models import User
from tests.groups.test_membership import put_into
from tests.person import Person
from tests.rows import dump, events, rows
from tests.transfer.moving import FIXTURES, flask, write
from tests.transfer.test_exporting import elsewhere, export, take_in

__all__ = ["elsewhere"]


def groups(app: Flask) -> dict[str, list[str]]:
    return {each.email: list(each.groups) for each in rows(app, User)}


def test_an_export_carries_them(ann: Person, bob: Person, elsewhere: Flask, tmp_path: Path) -> None:
    put_into(ann, "wiki", "editors")
    export(ann.app, tmp_path / "all.sealed")
    assert take_in(elsewhere, tmp_path / "all.sealed")["imported"] == 2
    assert groups(elsewhere) == {ann.email: ["editors", "wiki"], bob.email: []}


def test_csv_and_json_carry_them(app: Flask, tmp_path: Path) -> None:
    lines = ("email,groups", "a@example.com,wiki editors", "b@example.com,wiki", "c@example.com,")
    file = write(tmp_path, "people.csv", *lines)
    assert flask(app, "users", "import", file).exit_code == 0
    rows_of_json = (
        '{"email": "d@example.com", "groups": ["wiki", "x"]}',
        '{"email": "e@example.com", "groups": "x y"}',
    )
    file = write(tmp_path, "people.jsonl", *rows_of_json)
    assert flask(app, "users", "import", file).exit_code == 0
    assert groups(app) == {
        "a@example.com": ["editors", "wiki"],
        "b@example.com": ["wiki"],
        "c@example.com": [],
        "d@example.com": ["wiki", "x"],
        "e@example.com": ["x", "y"],
    }
    assert len(events(app, "group.joined")) == 7
    assert len(events(app, "group.created")) == 4


@pytest.mark.parametrize(
    "cell", ["Wiki", "admin", "a,b", "/wiki", " ".join(f"g{n}" for n in range(51))]
)
def test_i12_a_group_that_is_none_refuses_its_line(app: Flask, tmp_path: Path, cell: str) -> None:
    file = write(tmp_path, "people.csv", "email;groups", f"a@example.com;{cell}")
    result = flask(app, "users", "import", file, "--json")
    [told] = json.loads(result.stdout)["errors"]
    assert (result.exit_code, told["line"]) == (1, 2)
    assert "group" in told["reason"]
    assert rows(app, User) == []


def test_keycloaks_groups_arrive_and_the_others_are_named(app: Flask, tmp_path: Path) -> None:
    realm = json.loads((FIXTURES / "keycloak.json").read_text("utf-8"))
    kim, lou = realm["users"][:2]
    kim["groups"], lou["groups"] = ["/wiki", "/staff/editors"], ["/Board of directors", "/admin"]
    file = tmp_path / "realm.json"
    file.write_text(json.dumps(realm), "utf-8")
    told = json.loads(flask(app, "users", "import", str(file), "--json").stdout)
    assert groups(app)[kim["email"]] == ["staff.editors", "wiki"]
    assert groups(app)[lou["email"]] == []
    assert told["leftBehind"]["groups"] == [lou["email"]]


def test_an_update_sets_them_and_signs_nobody_out(ann: Person, bob: Person, tmp_path: Path) -> None:
    ann.sign_in()
    put_into(ann, "old", "wiki")
    put_into(bob, "old")
    lines = ("email,groups", f"{ann.email},wiki new", f"{bob.email},")
    file = write(tmp_path, "people.csv", *lines)

    def update(*more: str) -> tuple[int, int]:
        done = flask(ann.app, "users", "import", file, "--update", "--json", *more)
        told = json.loads(done.stdout)
        return told["changed"], told["unchanged"]

    before = dump(ann.app)
    assert update("--dry-run") == (1, 1)
    assert dump(ann.app) == before
    assert update() == (1, 1)
    assert groups(ann.app) == {ann.email: ["new", "wiki"], bob.email: ["old"]}
    assert update() == (0, 2)
    write(tmp_path, "people.csv", "email,groups", f"{ann.email},(none)")
    assert update() == (1, 0)
    assert groups(ann.app)[ann.email] == []
    assert ann.is_signed_in()
