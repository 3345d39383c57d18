"""Promise: every command helps by an example, prints for programs too, keeps passwords out of its
arguments, asks before it destroys, and says in one line that the database is gone."""

import json
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import Result
from flask import Flask

from tests.conftest import Backend
from tests.person import PASSWORD, Person
from tests.web.test_database_gone import Outage

OURS = (
    "users", "invitations", "2fa", "passkeys", "groups", "apps", "app-tokens", "clients", "policy",
    "audit", "keys", "mail",
    "overview", "doctor", "purge", "restore-fence", "openapi", "serve",
)  # fmt: skip
# The one runs until it is stopped, the other prints JSON as it is.
PRINT_NO_JSON = {"serve", "openapi"}
ASK = {
    "users delete", "users expire", "purge", "restore-fence", "2fa reset", "2fa require",
    "passkeys delete", "app-tokens revoke", "clients revoke",
    "groups delete", "apps remove", "keys rotate", "audit begin", "audit prune",
}  # fmt: skip
NEED_NO_DATABASE = {"serve", "openapi", "keys generate", "mail test"}


def walk(command: click.Command, *path: str) -> Iterator[tuple[str, click.Command]]:
    """Every command below a group, with the words that call it."""
    if isinstance(command, click.Group):
        for name, each in command.commands.items():
            yield from walk(each, *path, name)
    else:
        yield " ".join(path), command


@pytest.fixture
def commands(app: Flask) -> dict[str, click.Command]:
    context = click.Context(app.cli)
    found = {name: app.cli.get_command(context, name) for name in OURS}
    ours = {path: each for name in OURS if (top := found[name]) for path, each in walk(top, name)}
    migrations = app.cli.get_command(context, "db")  # Flask-Migrate's, and one of ours
    assert isinstance(migrations, click.Group)
    return {**ours, "db copy": migrations.commands["copy"]}


def flags(command: click.Command) -> set[str]:
    return {each for option in command.params for each in option.opts}


def run(app: Flask, *arguments: str, typed: str = "") -> Result:
    return app.test_cli_runner().invoke(args=list(arguments), input=typed)


def test_the_walk_finds_the_commands(commands: dict[str, click.Command]) -> None:
    assert {"users import", "users export", "2fa import", "2fa export"} <= set(commands)
    assert len(commands) >= 28


def test_every_help_has_words_and_an_example_that_calls_it(
    app: Flask, commands: dict[str, click.Command]
) -> None:
    for path in commands:
        shown = run(app, *path.split(), "--help")
        assert shown.exit_code == 0
        words, _, example = shown.output.partition("Example:\n")
        assert example.lstrip().startswith(f"flask {path}"), path
        assert len(words.split()) >= 8, path


def test_every_help_tells_the_exit_status_and_keeps_to_it(
    app: Flask, commands: dict[str, click.Command]
) -> None:
    for path in set(commands) - PRINT_NO_JSON:
        words = " ".join(run(app, *path.split(), "--help").output.split())
        assert "Exit status: 0 done; 1 failed, or found something wrong; 2 called" in words, path
        assert run(app, *path.split(), "--nonsense").exit_code == 2, path
    assert run(app, "users", "list").exit_code == 0
    assert run(app, "users", "show", "nobody@example.com").exit_code == 1


def test_every_example_is_one_that_the_command_takes(
    commands: dict[str, click.Command],
) -> None:
    for path, command in commands.items():
        example = str(command.help).partition("Example:\n")[2].strip()
        written = [word for word in example.split() if word.startswith("--")]
        assert set(written) <= flags(command), path


def test_what_prints_prints_json_too(commands: dict[str, click.Command]) -> None:
    assert {path for path, each in commands.items() if "--json" not in flags(each)} == PRINT_NO_JSON


def test_what_destroys_asks_or_takes_yes(commands: dict[str, click.Command]) -> None:
    take_yes = {path for path, each in commands.items() if "--yes" in flags(each)}
    assert take_yes == {*ASK, "users export", "2fa export"}


@pytest.mark.parametrize("command", [("users", "delete"), ("2fa", "reset"), ("2fa", "require")])
def test_a_question_leaves_the_json_alone(enrolled: Person, command: tuple[str, ...]) -> None:
    result = run(enrolled.app, *command, enrolled.email, "--json", typed="y\n")
    assert json.loads(result.stdout)["email"] == enrolled.email


def test_a_password_comes_by_standard_input(person: Person) -> None:
    create = ("users", "create", "--email", person.email, "--password-stdin", "--json")
    result = run(person.app, *create, typed=f"{PASSWORD}\n")
    assert json.loads(result.stdout)["email"] == person.email
    assert PASSWORD not in result.output
    assert person.log_in().status_code == 200


_OF_OPTIONS = {
    "--until": "2099-01-01",
    "--days": "30",
    "--inactive": "30",
    "--export": "never-made.jsonl",
}


def arguments_of(command: click.Command, folder: Path) -> list[str]:
    """Something for each argument and option that a command insists on."""
    file = folder / "people.csv"
    file.write_text("email\na@example.com\n")
    known = {
        "email": "a@example.com",
        "role": "user",
        "name": "admins",
        "origin": "http://localhost:9000",
        "new": "b@example.com",
        "locale": "de",
        "level": "everyone",
        "file": str(file),
        "url": f"sqlite:///{folder / 'copy.db'}",
    }
    found = [
        known.get(str(each.name), "x")
        for each in command.params
        if each.param_type_name == "argument"
    ]
    for each in command.params:
        if each.param_type_name == "option" and each.required and each.opts[0] in _OF_OPTIONS:
            found += [each.opts[0], _OF_OPTIONS[each.opts[0]]]
    if "--yes" in flags(command):
        found.append("--yes")
    if "--passphrase-stdin" in flags(command):
        found.append("--passphrase-stdin")
    if "--password-stdin" in flags(command):
        found += ["--email", "a@example.com", "--password-stdin"]
    return found


def test_a_database_that_is_gone_is_one_line_and_no_traceback(
    app: Flask, backend: Backend, commands: dict[str, click.Command], tmp_path: Path
) -> None:
    Outage(app, backend).begin()
    for path in set(commands) - NEED_NO_DATABASE - {"doctor"}:
        arguments = arguments_of(commands[path], tmp_path)
        result = run(app, *path.split(), *arguments, typed=f"{PASSWORD}\n")
        assert result.exit_code == 1, (path, result.output)
        assert isinstance(result.exception, SystemExit), (path, result.exception)
        assert result.stdout == "", path
        assert result.stderr.startswith("Error: The database did not work: "), path
        assert result.stderr.endswith(". Look at DATABASE_URL.\n"), path
        assert result.stderr.count("\n") == 1, path


def test_the_doctor_goes_on_without_a_database(app: Flask, backend: Backend) -> None:
    Outage(app, backend).begin()
    result = run(app, "doctor", "--json")
    told = {each["name"]: each["state"] for each in json.loads(result.stdout)["checks"]}
    assert (result.exit_code, told["database"]) == (1, "broken")
