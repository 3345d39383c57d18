"""Promise: no invitation that was revoked or spent since a backup works after it is restored
(F15, I08)."""

import pytest
from flask import Flask

from app.maintenance.fence import fence
from tests.invitations.house import code, mailed, shown
from tests.person import Person


@pytest.mark.parametrize("kind", ["mailed", "shown"])
def test_f15_a_restored_invitation_is_dead(app: Flask, person: Person, kind: str) -> None:
    token = mailed(app, person, role="admin") if kind == "mailed" else shown(app)
    assert person.post("invitation", {"token": token}).status_code == 200
    with app.app_context():
        fence(person.clock.now())
    assert code(person.post("invitation", {"token": token})) == (400, "invalid_token")
