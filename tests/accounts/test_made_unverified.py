"""Promise: people whom an operator made or imported unverified are told the truth: the mail with
the link goes out, at the import or at the first right password."""

from pathlib import Path

import pytest

from app.config import Settings
from app.users.models import User
from tests.accounts.links import subjects
from tests.accounts.registrations import (
    AWAY,
    OPENED,
    OWN,
    links,
    make_unverified,
    register,
    stranger_to,
    verified,
)
from tests.conftest import Backend, settings_for
from tests.person import PASSWORD, Person, mails, text_of
from tests.program import Program
from tests.rows import events, execute, rows
from tests.transfer.moving import flask, write

HASH = "$2b$05$B8lEG.9LhZvd0Zz6.7rnteJoje1qQBhW1v5YEj91mY0nQW4EZNRFa"


@pytest.fixture
def settings(sqlite_backend: Backend, tmp_path: Path) -> Settings:
    return settings_for(sqlite_backend, tmp_path)


@pytest.fixture
def file(person: Person, tmp_path: Path) -> str:
    head, tail = "email,verified,disabled,password_hash", f"{person.email},false,,{HASH}"
    more = [f"seen@example.com,true,,{HASH}", f"gone@example.com,false,true,{HASH}"]
    return write(tmp_path, "people.csv", head, tail, *more)


def test_an_import_mails_nobody_unless_it_is_told_to(person: Person, file: str) -> None:
    assert '"notified": 0' in flask(person.app, "users", "import", file, "--json").stdout
    assert mails(person.app, person.clock.now()) == []


def test_notify_mails_a_link_to_whoever_has_to_verify_and_to_nobody_else(
    person: Person, file: str
) -> None:
    told = flask(person.app, "users", "import", file, "--notify").stdout
    assert "1 were mailed a link that verifies their address." in told
    [mail] = mails(person.app, person.clock.now())
    assert mail["To"] == person.email
    assert "made or moved it" in " ".join(text_of(mail).split())
    assert verified(person, links(person)[-1], password=OWN) == OPENED
    person.password = OWN
    assert person.log_in().status_code == 200


def test_a_dry_run_mails_nobody(person: Person, file: str) -> None:
    assert flask(person.app, "users", "import", file, "--notify", "--dry-run").exit_code == 0
    assert mails(person.app, person.clock.now()) == []


def test_the_first_right_password_sends_the_mail_that_the_answer_speaks_of(
    person: Person, file: str
) -> None:
    flask(person.app, "users", "import", file)
    person.password = "wrong horse battery"
    assert person.log_in().status_code == 401
    assert links(person) == []
    person.password = PASSWORD
    for _ in range(3):
        assert person.log_in().json["code"] == "email_unverified"
    assert len(links(person)) == 1  # one lives, and is not killed by another
    assert Program(person).ask().status_code == 403
    assert len(links(person)) == 1
    person.clock.move(seconds=24 * 3600)
    person.log_in()
    assert len(links(person)) == 2


def test_right_passwords_stay_within_the_limit_of_mails(person: Person) -> None:
    make_unverified(person)
    for _ in range(5):
        person.post("verify-email/resend", {"email": person.email})
    execute(person.app, "DELETE FROM mail_tokens")
    before = len(links(person))
    assert person.log_in().json["code"] == "email_unverified"
    assert len(links(person)) == before


@pytest.mark.parametrize("is_verified", ["true", "false"])
def test_an_import_over_a_registration_that_nobody_proved_replaces_it(
    person: Person, tmp_path: Path, is_verified: str
) -> None:
    stranger = register(stranger_to(person), **AWAY)
    [old] = rows(person.app, User)
    path = write(
        tmp_path, "x.csv", "email,verified,password_hash", f"{person.email},{is_verified},{HASH}"
    )
    told = flask(person.app, "users", "import", path, "--json").stdout
    assert '"imported": 1, "skipped": 0' in told
    assert '"replaced": 1' in told
    [new] = rows(person.app, User)
    assert new.id != old.id
    assert stranger.log_in().json["code"] == "invalid_credentials"
    [dropped] = events(person.app, "account.registration_dropped")
    assert (dropped.subject_id, dropped.detail) == (old.id, {"reason": "imported"})
    assert '"skipped": 1' in flask(person.app, "users", "import", path, "--json").stdout
    assert "Verify your e-mail for Second Lock" in subjects(person, person.email)
