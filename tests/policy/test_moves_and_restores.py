"""Promise: policies and dates come through every migration, a copy and an export as they were
(G08)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import flask_migrate
import pytest
from alembic.script import ScriptDirectory
from flask import Flask

from app import create_app
from app.config import Settings
from app.db.migrations import MIGRATIONS
from app.extensions import db
from app.policy.models import Policy, PolicyDate
from app.users.models import Group, User
from tests.clock import FrozenClock
from tests.conftest import Backend, settings_for
from tests.groups.test_membership import put_into
from tests.person import Person
from tests.policies import levels, set_level
from tests.policy.acting import after, asked, is_stopped, run, told, wait
from tests.rows import events, execute, rows
from tests.transfer.moving import flask
from tests.transfer.test_exporting import export, take_in

SET_AT = "2026-11-01 08:00:00.000000"
BELOW, HERE = "0019", "0020"


def go(app: Flask, revision: str = "") -> None:
    """Bring the database down to a revision, or up again."""
    with app.app_context():
        if revision:
            flask_migrate.downgrade(revision=revision)
        else:
            flask_migrate.upgrade()
        db.engine.dispose()


def kept(app: Flask) -> list[tuple[Any, ...]]:
    """Every policy and every date, without what belongs to one instance alone."""
    names = {f"group:{each.id}": each.name for each in rows(app, Group)}
    emails = {each.id: each.email for each in rows(app, User)}
    policies = [
        (names.get(each.scope, each.scope), each.level, each.starts_at, each.grace_days)
        for each in rows(app, Policy)
    ]
    dates = [
        (
            emails[each.user_id],
            names.get(each.scope, each.scope),
            *(each.level, each.told_at, each.due_at, each.reminded),
        )
        for each in rows(app, PolicyDate)
    ]
    return sorted(policies) + sorted(dates, key=str)


@pytest.fixture
def full(ann: Person, bob: Person) -> Person:
    """Ann, in an instance with policies of every kind, and dates of two people."""
    put_into(ann, "editors")
    set_level(ann.app, "two_factor", group="admin")
    set_level(ann.app, "two_factor", group="editors", grace=14)
    set_level(ann.app, "phishing_resistant", group="editors", grace=30)
    start = ann.clock.now() + timedelta(days=9)
    set_level(ann.app, "two_factor", starts_at=start, grace=3)
    assert asked(bob.sign_in()) == (True, told(start))
    assert len(rows(ann.app, PolicyDate)) == 4
    return ann


@pytest.mark.parametrize(
    ("word", "found", "stopped"),
    [
        ("optional", {"everyone": "optional"}, False),
        ("admins", {"everyone": "optional", "admin": "two_factor"}, False),
        ("everyone", {"everyone": "two_factor"}, True),
        (None, {"everyone": "optional", "admin": "two_factor"}, False),
    ],
)
def test_g08_the_word_of_the_older_version_is_taken_over(
    ann: Person, word: str | None, found: dict[str, str], stopped: bool
) -> None:
    go(ann.app, BELOW)
    if word:
        execute(ann.app, "INSERT INTO policy_override VALUES (1, :word, :at)", word=word, at=SET_AT)
    go(ann.app)
    assert levels(ann.app) == found
    starts = {each.starts_at for each in rows(ann.app, Policy)}
    assert starts == ({datetime(2026, 11, 1, 8, tzinfo=UTC)} if word else set())
    assert is_stopped(ann.sign_in()) is stopped


PAST, AHEAD = -40, 40  # days by the database's clock


@pytest.mark.parametrize(
    ("policies", "word"),
    [
        ([], None),
        ([("everyone", "optional", PAST, 0)], "optional"),
        ([("everyone", "two_factor", PAST, 0)], "everyone"),
        ([("everyone", "phishing_resistant", PAST, 0)], "everyone"),
        ([("everyone", "two_factor", PAST, 30)], "everyone"),
        ([("everyone", "two_factor", PAST, 50)], "optional"),
        ([("everyone", "two_factor", AHEAD, 0)], "optional"),
        (
            [("everyone", "two_factor", PAST, 0), ("everyone", "phishing_resistant", AHEAD, 0)],
            "everyone",
        ),
        (
            [("everyone", "optional", PAST, 0), ("role:admin", "phishing_resistant", PAST, 0)],
            "admins",
        ),
        ([("everyone", "two_factor", PAST, 0), ("role:admin", "two_factor", PAST, 0)], "everyone"),
        ([("everyone", "optional", PAST, 0), ("role:admin", "two_factor", PAST, 50)], "optional"),
        ([("everyone", "optional", PAST, 0), ("role:user", "two_factor", PAST, 0)], "optional"),
        ([("everyone", "optional", PAST, 0), ("group:x", "two_factor", PAST, 0)], "optional"),
        ([("everyone", "two_factor", 2_900_000, 365)], "optional"),
    ],
    ids=str,
)
def test_g08_going_down_gives_back_the_word_for_what_holds(
    ann: Person, policies: list[tuple[str, str, int, int]], word: str | None
) -> None:
    for scope, level, days, grace in policies:
        execute(
            ann.app,
            "INSERT INTO policies (scope, level, role, starts_at, grace_days, version)"
            " VALUES (:scope, :level, NULL, :start, :grace, 1)",
            scope=scope,
            level=level,
            start=f"{datetime.now(UTC) + timedelta(days=days):%Y-%m-%d %H:%M:%S.%f}",
            grace=grace,
        )
    go(ann.app, BELOW)
    with ann.app.app_context():
        found = (
            db.session.execute(db.text("SELECT two_factor FROM policy_override")).scalars().all()
        )
    assert found == ([word] if word else [])
    go(ann.app)
    assert len(rows(ann.app, Policy)) == {None: 0, "admins": 2}.get(word, 1)


def test_g08_down_and_up_with_groups_and_dates_in_the_way_leaves_people_and_groups(
    full: Person,
) -> None:
    go(full.app, BELOW)
    go(full.app)
    assert {each.email for each in rows(full.app, User)} == {full.email, "bob@example.com"}
    assert [each.name for each in rows(full.app, Group)] == ["editors"]
    assert rows(full.app, PolicyDate) == []
    set_level(full.app, "two_factor", group="editors", grace=14)
    assert asked(full.sign_in()) == (True, after(full, 14))


def test_g08_policies_and_dates_come_through_every_later_migration(full: Person) -> None:
    before = kept(full.app)
    scripts = ScriptDirectory(str(MIGRATIONS)).walk_revisions(HERE, "head")
    for revision in [each.revision for each in scripts][1:]:
        go(full.app, revision)
        go(full.app)
        assert kept(full.app) == before, revision
    assert asked(full.sign_in()) == (True, told(full.clock.now() + timedelta(days=9)))


@pytest.fixture
def elsewhere(backend: Backend, tmp_path: Path, clock: FrozenClock) -> Iterator[Flask]:
    """Another instance, with keys of its own."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    keys = {"encryption_keys": {"k9": bytes(range(90, 122))}}
    made = create_app(settings_for(backend, folder, **keys), clock)
    yield made
    with made.app_context():
        db.engine.dispose()


def test_g08_an_export_brings_policies_and_dates_to_another_instance(
    full: Person, elsewhere: Flask, tmp_path: Path
) -> None:
    flask(full.app, "groups", "create", "empty")
    set_level(full.app, "two_factor", group="empty", grace=5)
    export(full.app, tmp_path / "all.sealed")
    summary = take_in(elsewhere, tmp_path / "all.sealed")
    assert len(summary["policies"]) == 5  # type: ignore[arg-type]
    assert kept(elsewhere) == kept(full.app)
    noted = [each.detail["group"] for each in events(elsewhere, "policy.changed")]
    assert sorted(noted) == ["admin", "editors", "editors", "empty", "everyone"]
    moved = Person(elsewhere, full.clock, full.email)
    date = asked(full.sign_in())
    wait(full, 3)
    assert asked(moved.sign_in()) == date, "the days do not begin anew"
    wait(full, 7)
    assert is_stopped(full.sign_in())
    assert is_stopped(moved.sign_in())


def test_g08_policies_and_dates_that_are_there_stay_when_an_export_is_read(
    full: Person, elsewhere: Flask, tmp_path: Path
) -> None:
    set_level(elsewhere, "two_factor", grace=20)
    Person(elsewhere, full.clock, "bob@example.com").register()
    before = kept(elsewhere)[:1]
    export(full.app, tmp_path / "all.sealed")
    summary = take_in(elsewhere, tmp_path / "all.sealed")
    assert (summary["policies"], kept(elsewhere)[:1]) == ([], before)
    execute(full.app, "DELETE FROM users WHERE email = :email", email=full.email)
    assert take_in(full.app, tmp_path / "all.sealed")["imported"] == 1
    assert asked(full.sign_in()) == (True, told(full.clock.now() + timedelta(days=9)))


def test_g08_a_copy_of_the_database_has_every_policy_and_date(
    full: Person, backend: Backend, settings: Settings, tmp_path: Path
) -> None:
    folder = tmp_path / "copy"
    folder.mkdir()
    target = backend.fresh_database(folder, chained=True)
    assert flask(full.app, "db", "copy", target, "--json").exit_code == 0
    copied = create_app(replace(settings, database_url=target), full.clock)
    assert kept(copied) == kept(full.app)
    report = run(copied, "report", "--json").stdout
    assert report == run(full.app, "report", "--json").stdout
    with copied.app_context():
        db.engine.dispose()
