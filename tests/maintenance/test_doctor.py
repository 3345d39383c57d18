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
from app.extensions import db
from tests.clock import RunningClock
from tests.conftest import Backend, settings_for
from tests.person import Person
from tests.rows import execute

SMTP = "smtp://mail.example.com:587"
pytestmark = pytest.mark.running_clock

LOOKS = [
    *("keys", "database", "clock", "redis", "mail", "settings"),
    *("cookies", "proxy", "files", "page", "accounts", "secrets"),
]


def ask(app: Flask) -> tuple[int, dict[str, dict[str, Any]]]:
    result = app.test_cli_runner().invoke(args=["doctor", "--json"])
    told = json.loads(result.stdout)
    assert told["ok"] is (result.exit_code == 0)
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


def test_for_people_it_prints_one_line_for_each_look(ann: Person) -> None:
    result = ann.app.test_cli_runner().invoke(args=["doctor"])
    lines = result.stdout.splitlines()
    assert [line.split()[0] for line in lines] == LOOKS
    assert {line.split()[1] for line in lines} <= {"ok", "warning", "broken"}


@pytest.mark.parametrize(("seconds", "state"), [(0, "ok"), (7, "warning"), (45, "broken")])
def test_f06_a_clock_that_is_off_is_told(ann: Person, seconds: int, state: str) -> None:
    ann.clock.move(seconds=-seconds)
    status, checks = ask(ann.app)
    assert checks["clock"]["state"] == state
    assert status == (1 if state == "broken" else 0)


def test_a_database_that_is_not_migrated_is_broken(ann: Person) -> None:
    execute(ann.app, "UPDATE alembic_version SET version_num = '0001'")
    status, checks = ask(ann.app)
    assert (status, checks["database"]["state"]) == (1, "broken")
    assert "flask db upgrade" in checks["database"]["told"]


def test_a_missing_table_is_told_and_the_other_looks_go_on(ann: Person) -> None:
    execute(ann.app, "DROP TABLE outbox")
    status, checks = ask(ann.app)
    assert (status, checks["mail"]["state"]) == (1, "broken")
    assert checks["accounts"]["state"] == "ok"


def test_dead_mails_are_a_warning_and_waiting_ones_are_broken(ann: Person) -> None:
    ann.post("password/forgot", {"email": ann.email})
    execute(ann.app, "UPDATE outbox SET dead_at = created_at")
    status, checks = ask(ann.app)
    assert (status, checks["mail"]["state"]) == (0, "warning")
    ann.post("password/forgot", {"email": ann.email})
    ann.clock.move(seconds=901)
    assert ask(ann.app)[1]["mail"]["state"] == "broken"


def test_accounts_that_policy_forces_are_counted(ann: Person, bob: Person) -> None:
    execute(ann.app, "UPDATE users SET role = 'admin' WHERE email = 'bob@example.com'")
    status, checks = ask(ann.app)
    assert (status, checks["accounts"]["state"]) == (0, "warning")
    assert checks["accounts"]["told"].startswith("1 must")


def test_r18_a_secret_that_opens_under_no_key_is_broken(enrolled: Person) -> None:
    execute(enrolled.app, "UPDATE totp_secrets SET sealed = 'v1.k9.AAAA'")
    status, checks = ask(enrolled.app)
    assert (status, checks["secrets"]["state"]) == (1, "broken")
    assert "1 of totp_secrets.sealed" in checks["secrets"]["told"]


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
        ("changes", "state", "words"),
        [
            ({}, "broken", "MAIL_URL sends no mail"),
            ({"mail_url": "console:"}, "broken", "MAIL_URL sends no mail"),
            ({"mail_url": SMTP, "bcrypt_rounds": 12}, "ok", "safe for https://id.example.com"),
            ({"mail_url": SMTP}, "warning", "BCRYPT_ROUNDS is below 12"),
            ({"mail_url": SMTP, "email_verification": "off"}, "warning", "EMAIL_VERIFICATION"),
            ({"mail_url": f"{SMTP}?starttls=off"}, "warning", "in clear"),
        ],
    )
    def test_what_is_not_safe_there_is_named(
        self, public: Any, changes: dict[str, Any], state: str, words: str
    ) -> None:
        app = public(**{"public_url": "https://id.example.com", **changes})
        status, checks = ask(app)
        assert checks["settings"]["state"] == state
        assert words in checks["settings"]["told"]
        assert status == (1 if state == "broken" else 0)
