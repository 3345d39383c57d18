"""Promise: `flask doctor` names what is wrong, one line for each look, and fails where something is
broken; it shows no secret."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app import create_app
from app.core.limits import Window
from app.extensions import db
from tests.clock import RunningClock
from tests.conftest import Backend, settings_for
from tests.person import Person
from tests.rows import execute
from tests.web.test_database_gone import Outage

SMTP = "smtp://mail.example.com:587"
pytestmark = pytest.mark.running_clock

SAFE = {"public_url": "https://id.example.com", "mail_url": SMTP, "bcrypt_rounds": 12}
NO_MAIL = "MAIL_URL sends no mail, but PUBLIC_URL is a public address"
LOOKS = [
    *("keys", "database", "clock", "redis", "mail", "settings", "registration", "passkeys"),
    *("recoveries", "cookies", "proxy", "files", "page", "accounts", "codes", "secrets", "history"),
]


def ask(app: Flask, *more: str) -> tuple[int, dict[str, dict[str, Any]]]:
    result = app.test_cli_runner().invoke(args=["doctor", "--json", *more])
    told = json.loads(result.stdout)
    assert told["ok"] is (result.exit_code == 0)
    assert all(bool(each["mend"]) is (each["state"] != "ok") for each in told["checks"])
    return result.exit_code, {each["name"]: each for each in told["checks"]}


def test_a_healthy_instance_is_all_ok(enrolled: Person, clock: RunningClock) -> None:
    clock.set_right()
    status, checks = ask(enrolled.app)
    assert status == 0
    assert list(checks) == LOOKS
    found = {each["state"] for each in checks.values()}
    assert found == {"ok"}, checks
    for word in (enrolled.secret, "s3cret", "m4rker"):
        assert word not in json.dumps(checks)


def test_a_history_without_a_chain_is_broken(ann: Person) -> None:
    execute(ann.app, "UPDATE audit_head SET mac = ''")
    status, checks = ask(ann.app)
    assert (status, checks["history"]["state"]) == (1, "broken")
    assert "flask audit verify" in checks["history"]["mend"]


def test_for_people_it_prints_one_line_for_each_look_and_what_mends_it(ann: Person) -> None:
    execute(ann.app, "UPDATE alembic_version SET version_num = '0001'")
    result = ann.app.test_cli_runner().invoke(args=["doctor"])
    lines = result.stdout.splitlines()
    assert [line.split()[0] for line in lines] == LOOKS
    assert {line.split()[1] for line in lines} <= {"ok", "warning", "broken"}
    assert lines[1] == "database      broken   is not up to date. Run `flask db upgrade`."


@pytest.mark.parametrize(
    ("seconds", "state", "mend"),
    [
        (0, "ok", ""),
        (7, "warning", "Let NTP set both clocks."),
        (45, "broken", "Let NTP set both clocks: codes and links will be refused."),
    ],
)
def test_f06_a_clock_that_is_off_is_told(ann: Person, seconds: int, state: str, mend: str) -> None:
    ann.clock.move(seconds=-seconds)
    status, checks = ask(ann.app)
    assert (checks["clock"]["state"], checks["clock"]["mend"]) == (state, mend)
    assert status == (1 if state == "broken" else 0)


def test_a_database_that_is_not_migrated_is_broken(ann: Person) -> None:
    execute(ann.app, "UPDATE alembic_version SET version_num = '0001'")
    status, checks = ask(ann.app)
    assert (status, checks["database"]["state"]) == (1, "broken")
    assert checks["database"]["mend"] == "Run `flask db upgrade`."


def test_a_missing_table_is_told_and_the_other_looks_go_on(ann: Person) -> None:
    execute(ann.app, "DROP TABLE outbox")
    status, checks = ask(ann.app)
    assert (status, checks["mail"]["state"]) == (1, "broken")
    assert checks["mail"]["mend"] == "Mend the database first."
    assert checks["accounts"]["state"] == "ok"


def test_a_database_that_is_gone_is_told_with_what_mends_it(ann: Person, backend: Backend) -> None:
    Outage(ann.app, backend).begin()
    status, checks = ask(ann.app)
    assert (status, checks["database"]["told"]) == (1, "does not answer")
    assert checks["database"]["mend"] == "Look at DATABASE_URL, and whether it runs."


def test_dead_mails_are_a_warning_and_waiting_ones_are_broken(ann: Person) -> None:
    ann.post("password/forgot", {"email": ann.email})
    execute(ann.app, "UPDATE outbox SET dead_at = created_at")
    status, checks = ask(ann.app)
    assert (status, checks["mail"]["state"]) == (0, "warning")
    assert "`flask mail retry --all` tries again" in checks["mail"]["mend"]
    ann.post("password/forgot", {"email": ann.email})
    ann.clock.move(seconds=901)
    status, checks = ask(ann.app)
    assert (status, checks["mail"]["state"]) == (1, "broken")
    assert checks["mail"]["told"].endswith("1 are given up; the oldest waits for 15 minutes")
    assert checks["mail"]["mend"].startswith("Look at MAIL_URL and whether `flask serve` runs")


def test_accounts_that_policy_forces_are_counted(ann: Person, bob: Person) -> None:
    execute(ann.app, "UPDATE users SET role = 'admin' WHERE email = 'bob@example.com'")
    status, checks = ask(ann.app)
    assert (status, checks["accounts"]["state"]) == (0, "warning")
    assert checks["accounts"]["told"].startswith("1 must")
    assert checks["accounts"]["mend"].startswith("Their next sign-in asks for it")


def test_administrators_whom_no_policy_forces_are_counted(ann: Person, bob: Person) -> None:
    execute(ann.app, "UPDATE users SET role = 'admin' WHERE email = 'bob@example.com'")
    ann.app.test_cli_runner().invoke(args=["policy", "set", "optional"])
    found = ask(ann.app)[1]["accounts"]
    assert found["state"] == "warning"
    assert found["told"] == "1 administrators sign in with a password alone"
    assert found["mend"] == "Run `flask policy set admins --grace 7`."


def test_r18_a_secret_that_opens_under_no_key_is_broken(enrolled: Person) -> None:
    execute(enrolled.app, "UPDATE totp_secrets SET sealed = 'v1.k9.AAAA'")
    status, checks = ask(enrolled.app)
    assert (status, checks["secrets"]["state"]) == (1, "broken")
    assert "1 of totp_secrets.sealed" in checks["secrets"]["told"]
    assert checks["secrets"]["mend"].startswith("Put the lost key behind the first one of")


def test_a_password_hash_under_an_unknown_pepper_is_broken(ann: Person) -> None:
    execute(ann.app, "UPDATE users SET password_hash = 'hb1$gone$2b$04$' || password_hash")
    assert "1 of users.password_hash" in ask(ann.app)[1]["secrets"]["told"]


class TestPublicAddress:
    @pytest.fixture
    def public(self, backend: Backend, tmp_path: Path, clock: Any) -> Iterator[Any]:
        made: list[Flask] = []

        def start(**changes: Any) -> Flask:
            settings = replace(settings_for(backend, tmp_path), **changes)
            made.append(create_app(settings, clock))
            return made[-1]

        yield start
        for app in made:
            with app.app_context():
                db.engine.dispose()

    @pytest.mark.parametrize(
        ("support", "state", "told"),
        [
            (None, "warning", "is built; people who are locked out are shown nobody to ask"),
            ("a@b.example", "ok", "is built; people who are locked out are shown a@b.example"),
        ],
    )
    def test_it_misses_whom_people_ask_when_they_are_locked_out(
        self, public: Any, support: str | None, state: str, told: str
    ) -> None:
        status, checks = ask(public(**SAFE, support=support))
        assert (status, checks["page"]["state"], checks["page"]["told"]) == (0, state, told)
        assert checks["page"]["mend"].startswith("Set SUPPORT to" if support is None else "")

    @pytest.mark.parametrize(
        ("changes", "state", "told", "mend"),
        [
            ({"mail_url": "file:mails"}, "broken", NO_MAIL, "Set MAIL_URL to smtp://… or smtps"),
            ({"mail_url": "console:"}, "broken", NO_MAIL, "Set MAIL_URL to smtp://… or smtps"),
            ({}, "ok", "safe for https://id.example.com", ""),
            ({"bcrypt_rounds": 11}, "warning", "BCRYPT_ROUNDS is below 12", "BCRYPT_ROUNDS=12 or"),
            (
                {"password_min_length": 8},
                "warning",
                "PASSWORD_MIN_LENGTH is below 12",
                "Set PASSWORD_MIN_LENGTH=12 or more.",
            ),
            (
                {"email_verification": "off"},
                "warning",
                "EMAIL_VERIFICATION is off",
                "Set EMAIL_VERIFICATION=required.",
            ),
            (
                {"mail_url": f"{SMTP}?starttls=off"},
                "warning",
                "MAIL_URL lets mail cross the network in clear",
                "Take ?starttls=off out of it, or use smtps",
            ),
            (
                {"code_limits": (Window(5, 60), Window(100, 2592000))},
                "warning",
                "CODE_LIMITS allows more guesses than usual",
                "Leave it out: 5/900,20/86400,100/2592000.",
            ),
            ({"code_limits": (Window(3, 2592000),)}, "ok", "safe for https://id.example.com", ""),
        ],
    )
    def test_what_is_not_safe_there_is_named(
        self, public: Any, changes: dict[str, Any], state: str, told: str, mend: str
    ) -> None:
        app = public(**SAFE | changes)
        status, checks = ask(app)
        assert (checks["settings"]["state"], checks["settings"]["told"]) == (state, told)
        assert mend in checks["settings"]["mend"]
        assert status == (1 if state == "broken" else 0)

    def test_several_weak_settings_are_all_named(self, public: Any) -> None:
        app = public(**SAFE | {"bcrypt_rounds": 10, "email_verification": "off"})
        found = ask(app)[1]["settings"]
        assert found["told"] == "EMAIL_VERIFICATION is off; BCRYPT_ROUNDS is below 12"
        assert found["mend"].count("Set ") == 2
