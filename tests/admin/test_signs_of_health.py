"""Promise: administrators see what `flask doctor` finds, without a secret, and no page makes the
server look more than once a minute (A01, A02)."""

import json
import time
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError, OperationalError

from app.admin import health
from app.db import end_read
from app.db.deadline import statements_end_after, was_ended
from app.extensions import db
from app.maintenance.checks import Hurry
from app.users.models import User
from tests.admin.conftest import id_of
from tests.clock import RunningClock
from tests.person import Person
from tests.rows import execute

HEALTH = "/api/admin/health"


def look(root: Person) -> dict[str, dict[str, Any]]:
    answer = root.get(HEALTH)
    assert answer.status_code == 200, answer.json
    return {each["name"]: each for each in answer.json["checks"]}


def by_command(app: Flask) -> list[dict[str, Any]]:
    found = json.loads(app.test_cli_runner().invoke(args=["doctor", "--json"]).stdout)
    return [
        {"name": each["name"], "state": each["state"], "told": each["told"],
         "advice": each["mend"] or None}
        for each in found["checks"]
    ]  # fmt: skip


@pytest.mark.running_clock
def test_it_tells_what_the_command_tells(root: Person, clock: RunningClock) -> None:
    clock.set_right()
    execute(root.app, "UPDATE totp_secrets SET sealed = 'v1.k9.AAAA'")
    found = root.get(HEALTH).json["checks"]
    assert found == by_command(root.app)
    told = {each["name"]: each for each in found}
    assert (told["secrets"]["state"], told["keys"]["state"]) == ("broken", "ok")
    assert told["keys"]["advice"] is None
    assert told["secrets"]["advice"].startswith("Put the lost key")


def test_a02_it_holds_no_secret(root: Person) -> None:
    root.get(HEALTH)
    settings = root.app.extensions["second_lock"].settings
    text = root.get(HEALTH).get_data(as_text=True)
    keys = [*settings.secret_key, *settings.twofa_secret_key]
    for secret in (*keys, root.secret, root.password, *root.backup_codes):
        assert secret not in text


def test_it_looks_once_a_minute_whoever_asks(root: Person) -> None:
    first = root.get(HEALTH).json
    assert first["at"] == root.clock.moment.isoformat()
    execute(root.app, "UPDATE audit_head SET mac = ''")
    root.clock.move(seconds=59)
    assert root.get(HEALTH).json == first
    root.clock.move(seconds=1)
    second = root.get(HEALTH).json
    assert second["at"] == root.clock.moment.isoformat()
    assert look(root)["history"]["state"] == "broken"


def test_a_clock_that_was_set_back_keeps_nothing(root: Person) -> None:
    root.get(HEALTH)
    root.clock.move(seconds=-5)
    assert root.get(HEALTH).json["at"] == root.clock.moment.isoformat()


def test_it_opens_only_the_first_secrets_and_says_so(
    root: Person, bob: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = id_of(bob.sign_in().enable())
    execute(root.app, "UPDATE totp_secrets SET sealed = 'v1.k9.A' WHERE user_id = :who", who=who)
    monkeypatch.setattr(health, "_HURRY", Hurry(seconds=2, most_opened=1))
    told = look(root)["secrets"]
    assert told["told"] == "the first 1 of each kind open; `flask doctor` opens every one"
    [command] = [each for each in by_command(root.app) if each["name"] == "secrets"]
    assert (told["state"], command["state"]) == ("ok", "broken")
    assert "1 of totp_secrets.sealed" in command["told"]


SLOW = {
    "sqlite": "WITH RECURSIVE run(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM run) "
    "SELECT count(*) FROM run",
    "postgresql": "SELECT pg_sleep(60)",
}


def test_a_statement_that_takes_too_long_is_ended_and_the_next_one_is_not(root: Person) -> None:
    with root.app.app_context():
        slow = text(SLOW[db.engine.dialect.name])
        begun = time.monotonic()
        with pytest.raises(OperationalError) as ended, statements_end_after(0.2):
            db.session.execute(slow)
        assert was_ended(ended.value)
        assert time.monotonic() - begun < 30
        end_read()
        with pytest.raises(DBAPIError) as other:
            db.session.execute(text("SELECT * FROM nothing"))
        assert not was_ended(other.value)
        end_read()
        assert db.session.scalar(select(func.count()).select_from(User)) == 1
    assert look(root)["database"]["state"] == "ok"


def test_a_check_that_takes_too_long_says_so_and_the_others_go_on(
    root: Person, bob: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    if root.app.extensions["second_lock"].settings.is_sqlite:
        return  # no view of SQLite waits
    bob.post("password/forgot", {"email": bob.email})
    execute(root.app, "ALTER TABLE outbox RENAME TO kept")
    execute(root.app, "CREATE VIEW outbox AS SELECT kept.* FROM kept, pg_sleep(60)")
    monkeypatch.setattr(health, "_HURRY", Hurry(seconds=0.5, most_opened=500))
    found = look(root)
    assert found["mail"] == {
        "name": "mail",
        "state": "warning",
        "told": "takes too long to be checked here",
        "advice": "Run `flask doctor`, which waits.",
    }
    assert found["history"]["state"] == "ok"
