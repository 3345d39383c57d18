"""Promise: a reset leaves the owner's second factor on (R81), also where an operator made or
imported the account; a stranger's factor goes, and the owner is told."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app import create_app
from app.core.request_origin import OPERATOR
from app.extensions import db
from tests.accounts.links import NEW, reset, reset_token
from tests.clock import FrozenClock
from tests.conftest import Backend, settings_for
from tests.person import Person, mails
from tests.rows import execute


def test_r81_an_account_that_an_operator_made_keeps_its_factor(enrolled: Person) -> None:
    execute(
        enrolled.app,
        "UPDATE users SET email_verified_at = NULL, created_from = :place",
        place=OPERATOR,
    )
    assert reset(enrolled, reset_token(enrolled)).status_code == 200
    enrolled.password = NEW
    assert enrolled.log_in().json["requires2FA"] is True


@pytest.fixture
def stranger(backend: Backend, tmp_path: Path) -> Iterator[Person]:
    """Somebody who registered another's address where nobody has to verify it, and enrolled."""
    settings = replace(settings_for(backend, tmp_path), email_verification="off")
    clock = FrozenClock()
    person = Person(create_app(settings, clock), clock)
    person.post("register", {"email": person.email, "password": person.password})
    yield person.sign_in().enable()
    with person.app.app_context():
        db.engine.dispose()


def test_a_strangers_factor_goes_when_the_owner_resets_and_the_owner_is_told(
    stranger: Person,
) -> None:
    assert reset(stranger.other_browser(), reset_token(stranger)).status_code == 200
    owner = stranger.other_browser()
    owner.password = NEW
    assert "user" in owner.log_in().json
    subjects = [mail["Subject"] for mail in mails(stranger.app, stranger.clock.now())]
    assert "Two-factor authentication was removed" in subjects
    assert not stranger.is_signed_in()
