"""Promise: migrations lead up, down and up again with data in the way, and match the models."""

from collections.abc import Iterator
from typing import Any

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import inspect, text

from app.accounts.models import Registration
from app.config.operators import operator_act
from app.db.migrations import MIGRATIONS, newest_migration
from app.extensions import db, now
from app.groups import service as groups
from app.invitations.models import Invitation, InvitationGroup
from app.users.models import User
from tests.accounts.registrations import links, verified
from tests.clock import FrozenClock
from tests.invitations.house import join, mailed, shown
from tests.person import PASSWORD, Person
from tests.rows import dump, execute, rows


def _is_modelled(_object: Any, name: str | None, *_more: Any) -> bool:
    """Tell whether a model knows it: an index of PostgreSQL's alone is in its migration only."""
    return name not in {"ix_users_searched", "ix_users_odd"}


@pytest.fixture
def context(app: Flask) -> Iterator[MigrationContext]:
    options: dict[str, Any] = {
        "compare_type": True,
        "compare_server_default": True,
        "include_object": _is_modelled,
    }
    with app.app_context(), db.engine.connect() as connection:
        yield MigrationContext.configure(connection, opts=options)


def _tables(app: Flask) -> set[str]:
    with app.app_context():
        return set(inspect(db.engine).get_table_names())


def test_models_and_migrations_agree(context: MigrationContext) -> None:
    assert compare_metadata(context, db.metadata) == []


def test_the_comparison_sees_a_difference(app: Flask, context: MigrationContext) -> None:
    context.connection.execute(text("DROP TABLE backup_codes"))  # type: ignore[union-attr]
    assert compare_metadata(context, db.metadata) != []


def test_there_is_one_line_of_numbered_migrations() -> None:
    scripts = ScriptDirectory(str(MIGRATIONS))
    found = [script.revision for script in scripts.walk_revisions()][::-1]
    assert scripts.get_heads() == [newest_migration()]
    files = sorted(path.stem for path in (MIGRATIONS / "versions").glob("*.py"))
    assert [name.partition("_")[0] for name in files] == found
    assert all(len(revision) == 4 and revision.isdecimal() for revision in found)
    assert all(script.doc.endswith(".") for script in scripts.walk_revisions())


def test_a_filled_database_goes_down_to_nothing_and_up_again(
    app: Flask, enrolled: Person, bob: Person
) -> None:
    assert enrolled.other_browser().log_in().json["requires2FA"] is True
    before = _tables(app)
    with app.app_context():
        flask_migrate.downgrade(revision="base")
    assert _tables(app) == {"alembic_version"}
    with app.app_context():
        flask_migrate.upgrade()
    assert _tables(app) == before
    assert rows(app, User) == []
    assert Person(app, enrolled.clock).register().sign_in().enable().is_signed_in()


def test_going_up_where_one_already_is_changes_nothing(app: Flask, enrolled: Person) -> None:
    before = dump(app)
    with app.app_context():
        flask_migrate.upgrade()
    assert dump(app) == before
    assert enrolled.is_signed_in()


def test_each_migration_keeps_the_accounts_of_the_one_before(app: Flask, enrolled: Person) -> None:
    revisions = [each.revision for each in ScriptDirectory(str(MIGRATIONS)).walk_revisions()]
    for _ in revisions[:-1]:  # not the first one: below it there is no account to keep
        with app.app_context():
            flask_migrate.downgrade(revision="-1")
    with app.app_context():
        flask_migrate.upgrade()
    assert [user.email for user in rows(app, User)] == [enrolled.email]


def test_accounts_of_operators_are_told_from_those_of_requests_without_an_address(
    app: Flask, clock: FrozenClock, person: Person
) -> None:
    made = ["users", "create", "--email", "made@example.com", "--password", PASSWORD]
    assert app.test_cli_runner().invoke(args=made).exit_code == 0
    body, nowhere = {"email": person.email, "password": PASSWORD}, {"REMOTE_ADDR": ""}
    assert person.post("register", body, environ_overrides=nowhere).status_code == 201
    clock.move(seconds=1)
    bob = Person(app, clock, "bob@example.com").register()
    with app.app_context():
        flask_migrate.downgrade(revision="0007")
    # One without history, as a copied table leaves it.
    columns = "name, password_hash, role, token_version, created_at, created_from"
    execute(
        app,
        f"INSERT INTO users (id, email, {columns}) SELECT 'copied', 'copied@example.com', {columns}"
        " FROM users WHERE email = 'made@example.com'",
    )
    with app.app_context():
        told = set(db.session.scalars(text("SELECT created_from FROM users")))
    assert told == {"", "127.0.0.1"}
    with app.app_context():
        flask_migrate.upgrade()
    assert {user.email: user.created_from for user in rows(app, User)} == {
        "made@example.com": "operator",
        "copied@example.com": "operator",
        person.email: "",
        bob.email: "127.0.0.1",
    }


def test_request_counts_go_whatever_they_hold_and_come_back_empty(app: Flask) -> None:
    columns = "SELECT key, hits, expires_at FROM request_counts"
    with app.app_context():
        flask_migrate.downgrade(revision="0011")
    execute(app, "INSERT INTO request_counts VALUES ('a', 7, '2026-01-01 00:00:00.000000')")
    with app.app_context():
        flask_migrate.upgrade()
    assert "request_counts" not in _tables(app)
    with app.app_context():
        flask_migrate.downgrade(revision="0011")
        assert db.session.execute(text(columns)).all() == []
        db.session.remove()
        flask_migrate.upgrade()


def test_registrations_outlive_invitations_on_the_way_down(app: Flask, person: Person) -> None:
    with app.app_context():
        groups.create("staff", act=operator_act(now()))
    mailed(app, person, groups=("staff",))
    assert join(person, shown(app, groups=("staff",))).status_code == 201
    with app.app_context():
        flask_migrate.downgrade(revision="0017")
        flask_migrate.upgrade()
    assert (rows(app, Invitation), rows(app, InvitationGroup)) == ([], [])
    [waiting] = rows(app, Registration)
    assert waiting.invitation_id is None
    assert verified(person, links(person)[-1]) == (200, None)
    assert join(Person(app, person.clock, "bob@example.com"), shown(app)).status_code == 201
    assert [each.invitation_id for each in rows(app, Registration)] == [
        each.id for each in rows(app, Invitation)
    ]


def test_foreign_keys_hold_after_a_migration(app: Flask, enrolled: Person) -> None:
    with app.app_context():
        flask_migrate.upgrade()
    execute(app, "DELETE FROM users")
    with app.app_context():
        for table in ("sessions", "totp_secrets", "backup_codes"):
            assert db.session.scalar(text(f"SELECT count(*) FROM {table}")) == 0, table
