"""Promise: who has an account takes an invitation's groups signed in, after step-up, their own."""

import pytest
from flask import Flask

from app.config.operators import operator_act
from app.extensions import now
from app.groups import service as groups
from app.invitations.models import Invitation
from tests.invitations.house import DEAD, code, mailed, shown
from tests.person import Person
from tests.rows import rows


@pytest.fixture
def staff(app: Flask) -> None:
    with app.app_context():
        groups.create("staff", act=operator_act(now()))


@pytest.mark.usefixtures("staff")
def test_i07_the_owner_takes_the_groups_and_keeps_the_role(app: Flask, ann: Person) -> None:
    token = mailed(app, ann, groups=("staff",), role="admin")
    taken = ann.sign_in().post("invitation/accept", {"token": token})
    assert taken.json["user"]["groups"] == ["staff"]
    assert taken.json["user"]["role"] == "user"
    assert ann.is_signed_in()
    assert code(ann.post("invitation/accept", {"token": token})) == DEAD


@pytest.mark.usefixtures("staff")
def test_i07_nobody_takes_it_signed_out_or_without_step_up(app: Flask, ann: Person) -> None:
    token = mailed(app, ann, groups=("staff",))
    assert code(ann.post("invitation/accept", {"token": token})) == (401, "not_signed_in")
    ann.sign_in().clock.move(seconds=301)
    assert code(ann.post("invitation/accept", {"token": token})) == (403, "reauth_required")
    assert len(rows(app, Invitation)) == 1


@pytest.mark.usefixtures("staff")
def test_i07_nobody_takes_anothers(app: Flask, ann: Person, bob: Person) -> None:
    token = mailed(app, ann, groups=("staff",))
    assert code(bob.sign_in().post("invitation/accept", {"token": token})) == DEAD
    assert bob.get("me").json["user"]["groups"] == []
    link = shown(app, groups=("staff",))
    assert code(bob.post("invitation/accept", {"token": link})) == (409, "conflict")
