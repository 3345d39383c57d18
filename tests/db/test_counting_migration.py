"""Promise: the indexes of counts and of odd signs come and go with their migration, wrong codes and
people outlive both ways, and PostgreSQL looks after the tables that are counted."""

import flask_migrate
import pytest
from flask import Flask
from sqlalchemy import text

from app.extensions import db
from app.lockout.models import AttemptRow
from app.users.models import User
from tests.db.test_people_migration import indexes
from tests.person import Person
from tests.rows import rows

SETTINGS = "SELECT relname FROM pg_class WHERE array_to_string(reloptions, ' ') LIKE '%autovacuum%'"
STATISTICS = "SELECT stxname FROM pg_statistic_ext"


def _migrate(app: Flask, revision: str) -> None:
    with app.app_context():
        (flask_migrate.downgrade if revision == "0024" else flask_migrate.upgrade)(
            revision=revision
        )
        db.session.remove()


def _found(app: Flask) -> tuple[set[str], set[str], set[str]]:
    with app.app_context():
        statistics, settings = (
            set(db.session.scalars(text(each))) for each in (STATISTICS, SETTINGS)
        )
    return indexes(app) & {"ix_users_odd"}, statistics, settings


def test_wrong_codes_outlive_both_ways(app: Flask, enrolled: Person) -> None:
    enrolled.reauth(code=enrolled.wrong_code())
    before = [each.id for each in rows(app, AttemptRow)]
    assert before
    for revision in ("0024", "head"):
        _migrate(app, revision)
        assert [each.id for each in rows(app, AttemptRow)] == before
    assert enrolled.is_signed_in()


@pytest.mark.parametrize("backend", ["postgres"], indirect=True)
def test_postgresql_looks_after_what_is_counted(app: Flask, ann: Person) -> None:
    made = ({"ix_users_odd"}, {"st_users_odd"}, {"users", "attempts", "audit_events"})
    assert _found(app) == made
    _migrate(app, "0024")
    assert _found(app) == (set(), set(), set())
    _migrate(app, "head")
    assert _found(app) == made
    assert [each.email for each in rows(app, User)] == [ann.email]
