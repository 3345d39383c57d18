"""Promise: the history names the operating system's user of each command, and the person behind
sudo, to operators alone."""

import json
import os
import pwd

import pytest

from app.config.operators import operating_user
from tests.person import Person
from tests.rows import events

ME = pwd.getpwuid(os.getuid()).pw_name


@pytest.fixture(autouse=True)
def _without_sudo(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SUDO_USER", raising=False)


def agent_of_a_disabling(person: Person) -> str:
    run = person.app.test_cli_runner().invoke
    assert run(args=["users", "disable", person.email]).exit_code == 0
    listed = json.loads(run(args=["audit", "list", "--type", "account.disabled", "--json"]).stdout)
    assert listed[0]["userAgent"] == events(person.app, "account.disabled")[0].user_agent
    return str(listed[0]["userAgent"])


def test_the_user_of_the_process_is_named(ann: Person) -> None:
    assert agent_of_a_disabling(ann) == f"command line ({ME})"


def test_the_person_behind_sudo_is_named_beside_it(
    ann: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SUDO_USER", "carol")
    assert agent_of_a_disabling(ann) == f"command line (carol as {ME})"


def test_who_names_somebody_else_is_named_too(monkeypatch: pytest.MonkeyPatch) -> None:
    for claimed in ("root\n", "x" * 500, "\x1b[2Jroot"):
        monkeypatch.setenv("SUDO_USER", claimed)
        told = operating_user()
        assert told.endswith(f" as {ME}")
        assert told.isprintable()
        assert len(f"command line ({told})") <= 300


def test_a_variable_of_the_user_s_own_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("USER", "LOGNAME", "USERNAME"):
        monkeypatch.setenv(name, "somebody-else")
    monkeypatch.setenv("SUDO_USER", ME)
    assert operating_user() == ME


def test_the_owner_of_the_account_is_not_told(ann: Person) -> None:
    agent_of_a_disabling(ann)
    ann.app.test_cli_runner().invoke(args=["users", "enable", ann.email])
    ann.sign_in()
    told = ann.get("events").json["events"]
    agents = {each["userAgent"] for each in told if each["type"] == "account.disabled"}
    assert agents == {""}
