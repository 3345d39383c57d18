"""Promise: an account that was recovered and has no factor yet is opened by the password alone
nowhere, also not where it was moved to (V12)."""

from pathlib import Path

from app import create_app
from app.extensions import db
from tests.conftest import Backend, settings_for
from tests.person import Person
from tests.recovery.story import recovered
from tests.transfer.test_exporting import export, take_in


def test_v12_a_move_opens_nothing_to_the_password_alone(
    enrolled: Person, sqlite_backend: Backend, tmp_path: Path
) -> None:
    recovered(enrolled)
    file, folder = tmp_path / "all.sealed", tmp_path / "elsewhere"
    export(enrolled.app, file)
    folder.mkdir()
    app = create_app(settings_for(sqlite_backend, folder), enrolled.clock)
    take_in(app, file)
    thief = Person(app, enrolled.clock)
    assert thief.log_in().status_code in {401, 403}
    with app.app_context():
        db.engine.dispose()
