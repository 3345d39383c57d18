"""Promise: an update changes the roles and the disabling of people who are there, line by line, and
nothing that the file does not name."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask

from app.users.models import User
from tests.person import Person
from tests.rows import dump, events, execute, rows
from tests.transfer.moving import flask, write


def run(app: Flask, folder: Path, *lines: str, more: tuple[str, ...] = ()) -> Result:
    file = write(folder, "people.csv", *lines)
    return flask(app, "users", "import", file, "--update", "--json", *more)


def update(app: Flask, folder: Path, *lines: str) -> dict[str, Any]:
    return dict(json.loads(run(app, folder, *lines).stdout))


def standing(app: Flask) -> dict[str, tuple[str, bool]]:
    return {each.email: (each.role, each.disabled_at is not None) for each in rows(app, User)}


def test_roles_and_disabling_follow_the_file(ann: Person, bob: Person, tmp_path: Path) -> None:
    ann.sign_in()
    bob.sign_in()
    lines = ("email,role,disabled", f"{ann.email},admin,", f"{bob.email},,yes")
    told = update(ann.app, tmp_path, *lines)
    assert (told["changed"], told["unchanged"], told["failed"]) == (2, 0, 0)
    assert standing(ann.app) == {ann.email: ("admin", False), bob.email: ("user", True)}
    assert not ann.is_signed_in()
    assert not bob.is_signed_in()
    assert [each.type for each in events(ann.app)][-2:] == [
        "account.role_changed",
        "account.disabled",
    ]
    told = update(ann.app, tmp_path, "email,disabled", f"{bob.email},no")
    assert standing(ann.app)[bob.email] == ("user", False)


def test_what_the_file_does_not_name_stays(ann: Person, tmp_path: Path) -> None:
    """A file without roles must not make an administrator a user."""
    execute(ann.app, "UPDATE users SET role = 'admin', disabled_at = created_at")
    told = update(ann.app, tmp_path, "email,role", f"{ann.email},")
    assert (told["changed"], told["unchanged"]) == (0, 1)
    assert standing(ann.app) == {ann.email: ("admin", True)}


def test_a_second_run_changes_and_signs_out_nothing(ann: Person, tmp_path: Path) -> None:
    lines = ("email,role,disabled", f"{ann.email},admin,no")
    assert update(ann.app, tmp_path, *lines)["changed"] == 1
    ann.sign_in()
    before = dump(ann.app)
    told = update(ann.app, tmp_path, *lines)
    assert (told["changed"], told["unchanged"]) == (0, 1)
    assert dump(ann.app) == before


def test_a_dry_run_tells_and_writes_nothing(ann: Person, tmp_path: Path) -> None:
    before = dump(ann.app)
    lines = ("email,role,disabled", f"{ann.email},,yes")
    told = json.loads(run(ann.app, tmp_path, *lines, more=("--dry-run",)).stdout)
    assert (told["dryRun"], told["changed"]) == (True, 1)
    assert dump(ann.app) == before


def test_each_wrong_line_is_named_and_the_others_are_taken(
    ann: Person, bob: Person, tmp_path: Path
) -> None:
    execute(ann.app, "UPDATE users SET role = 'admin' WHERE email = 'ann@example.com'")
    result = run(
        ann.app,
        tmp_path,
        "email,role,disabled",
        "nobody@example.com,user,",
        f"{ann.email},user,",
        f"{bob.email},root,",
        f"{bob.email},,perhaps",
        "no-address,user,",
        f"{bob.email},,yes",
        f"{bob.email},,no",
    )
    told = json.loads(result.stdout)
    assert result.exit_code == 1
    assert {each["line"]: each["reason"] for each in told["errors"]} == {
        2: "there is no account of its address",
        3: "it is the last administrator's",
        4: "the role is neither user nor admin",
        5: "a field for yes or no holds something else",
        6: "the e-mail address is missing or not valid",
        8: "its address stands on an earlier line",
    }
    assert standing(ann.app) == {ann.email: ("admin", False), bob.email: ("user", True)}


@pytest.mark.parametrize("head", ["name,role", "email,name,role", "email,password_hash", ""])
def test_a_file_with_other_columns_is_refused(ann: Person, tmp_path: Path, head: str) -> None:
    result = run(ann.app, tmp_path, head, "x,y")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "known are: email, role, groups, disabled" in result.stderr


@pytest.mark.parametrize(
    "more",
    [
        ("--format", "jsonl"),
        ("--notify",),
        ("--check", "a@b.example"),
        ("--without-unknown-passwords",),
    ],
)
def test_what_belongs_to_other_imports_is_refused(
    ann: Person, tmp_path: Path, more: tuple[str, ...]
) -> None:
    assert run(ann.app, tmp_path, "email,role", f"{ann.email},admin", more=more).exit_code == 2
    assert standing(ann.app) == {ann.email: ("user", False)}
