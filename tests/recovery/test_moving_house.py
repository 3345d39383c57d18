"""Promise: recovery addresses travel with their people; waiting recoveries, and what a password
vouches for, stay."""

import json
from pathlib import Path

from app import create_app
from app.extensions import db
from app.recovery.models import Recovery, RecoveryAddress
from app.users.models import User
from tests.conftest import Backend, settings_for
from tests.person import Person
from tests.recovery.story import add_recovery_address, begin, begun, is_refused
from tests.rows import rows
from tests.transfer.moving import flask

PHRASE = "a long phrase of the people who move"
SECOND = "second@example.com"


def test_a_move_takes_the_address_along_and_nothing_that_waits(
    enrolled: Person, sqlite_backend: Backend, tmp_path: Path
) -> None:
    add_recovery_address(enrolled, SECOND)
    enrolled.call("PUT", "recovery-address", {"email": "third@example.com"})
    begun(enrolled)
    file = str(tmp_path / "all.sealed")
    sealed = ("users", "export", file, "--passphrase-stdin", "--json", "--yes")
    assert flask(enrolled.app, *sealed, typed=f"{PHRASE}\n").exit_code == 0
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    app = create_app(settings_for(sqlite_backend, folder), enrolled.clock)
    taken = flask(app, "users", "import", file, "--passphrase-stdin", "--json", typed=f"{PHRASE}\n")
    assert json.loads(taken.stdout)["imported"] == 1
    assert [each.email for each in rows(app, RecoveryAddress)] == [SECOND]
    assert rows(app, RecoveryAddress)[0].confirmed_at is not None
    assert rows(app, Recovery) == []
    [user] = rows(app, User)
    assert (user.password_vouched_at, user.recovery_ready_at) == (None, None)
    there = Person(app, enrolled.clock)
    there.secret = enrolled.secret
    assert is_refused(begin(there), 403, "recovery_unavailable")
    there.clock.move(seconds=60)  # codes from before the move are spent
    there.sign_in()
    assert begin(there).status_code == 202
    with app.app_context():
        db.engine.dispose()
