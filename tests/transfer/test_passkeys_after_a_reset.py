"""Promise: a passkey that has to follow the new password once has to do so at another instance
too: a move gives a thief's passkey nothing back (P10, G08)."""

from pathlib import Path

from app import create_app
from app.extensions import db
from app.factors.models import Passkey
from tests.conftest import Backend, settings_for
from tests.passkeys.owning import add_passkey
from tests.person import Person
from tests.rows import execute, rows
from tests.transfer.test_exporting import export, take_in


def test_a_passkey_that_needs_the_password_needs_it_after_a_move(
    enrolled: Person, sqlite_backend: Backend, tmp_path: Path
) -> None:
    add_passkey(enrolled)
    execute(enrolled.app, "UPDATE passkeys SET needs_password = true")  # what a reset does
    file, folder = tmp_path / "all.sealed", tmp_path / "elsewhere"
    export(enrolled.app, file)
    folder.mkdir()
    app = create_app(settings_for(sqlite_backend, folder), enrolled.clock)
    take_in(app, file)
    assert [each.needs_password for each in rows(app, Passkey)] == [True]
    with app.app_context():
        db.engine.dispose()
