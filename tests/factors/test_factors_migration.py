"""Promise: on the way down of the migration nobody's second lock opens: the oldest app stays, and
who had passkeys alone signs in by a backup code."""

import flask_migrate
import pytest
from flask import Flask

from app.factors.models import TotpSecret
from tests.factors import keys
from tests.person import Person
from tests.rows import rows
from tests.twofactor.apps import add_app

_BELOW = "0018"


def _down_and_up(app: Flask) -> None:
    with app.app_context():
        flask_migrate.downgrade(revision=_BELOW)
        flask_migrate.upgrade()


def test_who_had_passkeys_alone_keeps_the_second_lock(ann: Person) -> None:
    keys.add_key(ann.sign_in())
    _down_and_up(ann.app)
    assert ann.log_in().json["methods"] == ["backup_code"]
    half = ann.other_browser().half()
    assert half.verify(ann.backup_codes[0]).status_code == 200


@pytest.mark.slow
def test_the_oldest_app_stays_and_a_further_one_goes(ann: Person) -> None:
    ann.enrol()
    first = rows(ann.app, TotpSecret)[0].id
    ann.clock.next_step()
    add_app(ann, "Tablet")
    _down_and_up(ann.app)
    assert [each.id for each in rows(ann.app, TotpSecret)] == [first]
    ann.clock.next_step()
    assert ann.other_browser().half().verify(ann.code()).status_code == 200
