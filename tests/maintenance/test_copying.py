"""Promise: `flask db copy` moves everything to another database, as a whole or not at all."""

import json
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import insert, select, text
from sqlalchemy.exc import IntegrityError

from app import create_app
from app.config.operators import operator_act
from app.db import write_tx
from app.db.base import Base
from app.extensions import db
from app.forward_auth import apps
from app.groups import members, service
from app.lockout.models import AttemptKey, AttemptRow
from app.maintenance.copying import copy_to
from app.recovery.models import FormerAddress
from app.users.service import find_by_email
from tests.app_tokens.making import BOARD, make, put
from tests.audit.history import faults, tamper
from tests.clock import FrozenClock
from tests.conftest import Backend
from tests.introspection.asking import add
from tests.invitations.house import join, mailed, shown
from tests.passkeys.owning import add_passkey
from tests.person import Person
from tests.policies import set_level
from tests.program import Program
from tests.rows import execute

TARGETS = ["sqlite", "postgres"]
_MOST_BYTES = 3_000_000


@pytest.fixture(params=TARGETS)
def target(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database that `flask db upgrade` has just made."""
    backend: Backend = request.getfixturevalue(f"{request.param}_backend")
    folder = tmp_path / "target"
    folder.mkdir()
    return backend.fresh_database(folder, chained=True)


@pytest.fixture
def moved(app: Flask, target: str, clock: FrozenClock) -> Iterator[Flask]:
    """A server on the target, under the same settings."""
    settings = replace(app.extensions["second_lock"].settings, database_url=target)
    made = create_app(settings, clock)
    yield made
    with made.app_context():
        db.engine.dispose()


@pytest.fixture
def trusting(app: Flask, enrolled: Person, clock: FrozenClock) -> Person:
    """Somebody at a trusted browser, in an instance where each table has rows."""
    add_passkey(enrolled)
    put(enrolled, BOARD)
    make(enrolled, BOARD)
    add(app)
    wrong = enrolled.other_browser()
    wrong.password = "another password"
    assert wrong.log_in().status_code == 401
    enrolled.call("PUT", "recovery-address", {"email": "second@example.com"})
    enrolled.other_browser().half().post("recovery", {})
    assert join(Person(app, clock, "new@example.com"), shown(app)).status_code == 201
    Person(app, clock, "late@example.com").register()
    set_level(app, "two_factor", grace=7)
    with app.app_context():
        act = operator_act(clock.now())
        user = find_by_email(enrolled.email)
        assert user is not None
        left = FormerAddress(user_id=user.id, email="old@example.com", moved_at=clock.now())
        with write_tx() as tx:
            tx.add(left)
        members.add(service.create("wiki", act=act).id, user.id, act=act)
        app_of_wiki = {"name": "Wiki", "origin": "http://localhost:9000", "groups": ["wiki"]}
        apps.add({**app_of_wiki, "factor": 1}, act=act)
        wiki = service.find_by_name("wiki")
        service.change(wiki.id, version=1, name="editors", act=act)
    mailed(app, Person(app, clock, "guest@example.com"), groups=("editors",))
    trusting = enrolled.other_browser().half()
    answer = trusting.post("2fa/verify-login", {"code": trusting.code(), "rememberDevice": True})
    assert answer.status_code == 200, answer.json
    clock.next_step()
    return trusting


def copy(app: Flask, target: str) -> Result:
    return app.test_cli_runner().invoke(args=["db", "copy", target, "--json"])


def refusal(app: Flask, target: str) -> str:
    result = copy(app, target)
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (1, "", 1), result.output
    return result.stderr


def contents(app: Flask) -> dict[str, list[Any]]:
    """Every row of every table, by the primary key."""
    with app.app_context(), db.engine.connect() as connection:
        return {
            table.name: list(connection.execute(select(table).order_by(*table.primary_key)))
            for table in Base.metadata.sorted_tables
        }


def at(app: Flask, person: Person) -> Person:
    """The same browser, with its cookies, at another server."""
    twin = Person(app, person.clock, person.email)
    twin.secret, twin.backup_codes = person.secret, person.backup_codes
    for name in ("session", "twofa_token", "trusted_device", "known_browser"):
        if value := person.cookie(f"second_lock_{name}"):
            twin.use_cookie(f"second_lock_{name}", value)
    return twin


def test_every_row_of_every_table_arrives(app: Flask, trusting: Person, moved: Flask) -> None:
    before = contents(app)
    assert [name for name, rows in before.items() if not rows] == [], "the test must fill each"
    result = copy(app, moved.extensions["second_lock"].settings.database)
    assert result.exit_code == 0, (result.output, result.exception)
    assert contents(moved) == before == contents(app)
    assert json.loads(result.stdout)["tables"] == {name: len(each) for name, each in before.items()}


def test_cookies_tokens_and_half_finished_logins_go_on_there(
    app: Flask, trusting: Person, moved: Flask
) -> None:
    half, program = trusting.other_browser().half(), Program(trusting).sign_in()
    assert copy(app, moved.extensions["second_lock"].settings.database).exit_code == 0
    program.app = moved
    assert program.is_signed_in()
    there = at(moved, trusting)
    assert there.is_signed_in()
    assert there.log_in().json["user"]["email"] == trusting.email, "the browser is trusted"
    assert at(moved, half).verify().status_code == 200
    assert there.other_browser().half().verify(trusting.backup_codes[0]).status_code == 200


def test_the_history_goes_on_there_and_refuses_changes(
    app: Flask, trusting: Person, moved: Flask
) -> None:
    assert copy(app, moved.extensions["second_lock"].settings.database).exit_code == 0
    at(moved, trusting).post("logout")
    assert faults(moved) == []
    with pytest.raises(IntegrityError):
        execute(moved, "DELETE FROM audit_events")


def test_an_interrupted_copy_leaves_nothing_and_can_be_run_again(
    app: Flask, trusting: Person, moved: Flask
) -> None:
    empty, target = contents(moved), moved.extensions["second_lock"].settings.database
    done: list[int] = []

    def interrupt(rows: int) -> None:
        done.append(rows)
        if len(done) == 10:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), app.app_context():
        copy_to(target, progress=interrupt)
    assert contents(moved) == empty
    assert faults(moved) == []
    assert copy(app, target).exit_code == 0
    assert contents(moved) == contents(app)


def test_a_target_that_holds_data_is_refused(app: Flask, ann: Person, moved: Flask) -> None:
    Person(moved, ann.clock, "bob@example.com").register()
    before, target = contents(moved), moved.extensions["second_lock"].settings.database
    assert "The target is not empty" in refusal(app, target)
    assert contents(moved) == before
    assert "The target is not empty" in refusal(
        app, app.extensions["second_lock"].settings.database
    )


def test_a_second_copy_is_refused(app: Flask, ann: Person, moved: Flask) -> None:
    target = moved.extensions["second_lock"].settings.database
    assert copy(app, target).exit_code == 0
    assert "The target is not empty" in refusal(app, target)


def test_a_target_that_is_missing_or_not_migrated_is_refused(
    app: Flask, target: str, moved: Flask, tmp_path: Path
) -> None:
    missing = tmp_path / "none.db"
    assert "run `flask db upgrade`" in refusal(app, f"sqlite:///{missing}")
    assert not missing.exists()
    execute(moved, "UPDATE alembic_version SET version_num = '0001'")
    assert "run `flask db upgrade`" in refusal(app, target)
    execute(moved, "DROP TABLE alembic_version")
    assert "run `flask db upgrade`" in refusal(app, target)


def test_a_broken_history_is_not_copied(app: Flask, ann: Person, target: str) -> None:
    tamper(app, "UPDATE audit_events SET ip = '198.51.100.1' WHERE number = 2")
    assert "`flask audit verify`" in refusal(app, target)


@pytest.mark.parametrize("url", ["nonsense", "sqlite:///a.db?mode=ro", ""])
def test_what_names_no_database_is_a_wrong_call(app: Flask, url: str) -> None:
    assert copy(app, url).exit_code == 2


def test_no_row_is_numbered_by_the_database(moved: Flask) -> None:
    """A copy would have to set the number that comes next."""
    if moved.extensions["second_lock"].settings.database.startswith("postgresql"):
        with moved.app_context():
            sequences = "SELECT count(*) FROM pg_class WHERE relkind = 'S'"
            assert db.session.scalar(text(sequences)) == 0
    numbered = (each.autoincrement_column for each in Base.metadata.sorted_tables)
    assert [column for column in numbered if column is not None] == []


def test_rows_go_in_batches_and_do_not_fill_the_memory(app: Flask, target: str) -> None:
    """All of these rows at once take several times as much."""
    moment, many = FrozenClock().now(), 8_000
    key = {"key": "k", "scope": "s", "account": "a", "last_at": moment}
    rows = [{"id": f"{n:032}", "key": "k", "at": moment, "forgiven": False} for n in range(many)]
    with app.app_context():
        with write_tx() as tx:
            tx.execute(insert(AttemptKey), [key])
            tx.execute(insert(AttemptRow), rows)
        del rows
        tracemalloc.start()
        try:
            assert copy_to(target, progress=lambda _: None)["attempts"] == many
            assert tracemalloc.get_traced_memory()[1] < _MOST_BYTES
        finally:
            tracemalloc.stop()
