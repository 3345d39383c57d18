"""Promise: older code that knows no roles asks no less of anybody than was asked (G08)."""

from sqlalchemy import text

from app.db import end_read
from app.extensions import db
from tests.person import Person
from tests.policies import set_level
from tests.policy.test_moves_and_restores import BELOW, go


def test_g08_both_roles_are_everybody(ann: Person) -> None:
    set_level(ann.app, "two_factor", group="user")
    set_level(ann.app, "two_factor", group="admin")
    ann.clock.move(seconds=1)
    go(ann.app, BELOW)
    with ann.app.app_context():
        word = db.session.scalar(text("SELECT two_factor FROM policy_override"))
        end_read()
    go(ann.app)
    assert word == "everyone"
