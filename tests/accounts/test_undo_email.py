"""Promise: whoever read an account's mail before somebody moved it takes it back for three days,
whatever was done to it meanwhile; nobody else does, and only a second factor that is older than
that time stands against it (R82)."""

from datetime import timedelta
from pathlib import Path

import pytest

from app.config import Settings
from app.factors.models import BackupCodeHash, TotpSecret
from app.sessions.models import TrustedDevice
from app.users.models import User
from tests.accounts.links import (
    ask_change,
    change,
    confirm,
    newest_token,
    reset,
    subjects,
    trust,
    undo,
)
from tests.client import Answer
from tests.conftest import Backend, settings_for
from tests.person import Person, mails
from tests.racing import race
from tests.rows import dump, events, execute, rows

THREE_DAYS = 259200
OLD, NEW, THIRD = "ann@example.com", "ann@new.example", "ann@third.example"
CHANGED, BACK = "Your address was changed", "is yours again"


@pytest.fixture
def settings(request: pytest.FixtureRequest, backend: Backend, tmp_path: Path) -> Settings:
    return settings_for(backend, tmp_path, email_verification=getattr(request, "param", "required"))


def move(person: Person, email: str, **more: str) -> None:
    assert ask_change(person, email, **more).status_code == 202
    assert confirm(person, newest_token(person, "Confirm your new address")).status_code == 200


@pytest.fixture
def thief(ann: Person) -> Person:
    """Somebody at another browser who knows the password, and moved the account to his address."""
    found = ann.other_browser().sign_in()
    move(found, NEW)
    found.email = NEW
    return found


@pytest.fixture
def token(ann: Person, thief: Person) -> str:
    return newest_token(ann, CHANGED, to=OLD)


def refused(answer: Answer) -> tuple[int, str]:
    return answer.status_code, answer.json["code"]


def test_r82_the_owner_takes_the_account_back_and_the_thief_is_out(
    ann: Person, thief: Person, token: str
) -> None:
    trust(thief)
    assert undo(ann, token).status_code == 200
    assert [user.email for user in rows(ann.app, User)] == [OLD]
    assert not thief.is_signed_in()
    assert rows(ann.app, TrustedDevice) == []
    for email in (OLD, NEW):
        thief.email = email
        assert refused(thief.other_browser().log_in()) == (401, "invalid_credentials")
    assert reset(ann, newest_token(ann, BACK, to=OLD)).status_code == 200
    ann.password = "another horse battery"
    assert ann.other_browser().sign_in().is_signed_in()
    assert CHANGED in subjects(ann, NEW)
    assert token not in dump(ann.app)


def check_that_the_owner_signs_in_by_the_password_alone(ann: Person, token: str) -> None:
    assert undo(ann, token).status_code == 200
    assert rows(ann.app, TotpSecret) == rows(ann.app, BackupCodeHash) == []
    assert "Two-factor authentication was removed" in subjects(ann, OLD)
    assert len(events(ann.app, "2fa.reset")) == 1
    assert reset(ann, newest_token(ann, BACK, to=OLD)).status_code == 200
    ann.password = "another horse battery"
    assert ann.other_browser().sign_in().is_signed_in()


def test_a_factor_that_came_after_the_change_goes(ann: Person, thief: Person, token: str) -> None:
    thief.enable()
    check_that_the_owner_signs_in_by_the_password_alone(ann, token)


def test_a_factor_that_a_thief_turns_on_first_stands_in_nobodys_way(ann: Person) -> None:
    thief = ann.other_browser().sign_in().enable()
    move(thief, NEW)
    check_that_the_owner_signs_in_by_the_password_alone(ann, newest_token(ann, CHANGED, to=OLD))
    assert not thief.is_signed_in()


@pytest.mark.parametrize(("seconds", "is_final"), [(THREE_DAYS - 60, False), (THREE_DAYS, True)])
def test_a_factor_vouches_once_it_is_older_than_the_way_back(
    ann: Person, seconds: int, is_final: bool
) -> None:
    ann.sign_in().enable()
    turned_on = rows(ann.app, User)[0].two_factor_enabled_at
    ann.clock.moment = turned_on + timedelta(seconds=seconds)
    ann.reauth(code=ann.code())
    move(ann, NEW)
    assert ("undo-email" not in newest_mail(ann, CHANGED)) is is_final


def newest_mail(person: Person, subject: str) -> str:
    found = [each for each in mails(person.app, person.clock.now()) if subject in each["Subject"]]
    body = found[-1].get_body(("plain",))
    assert body is not None
    return str(body.get_content())


@pytest.mark.parametrize("settings", ["off"], indirect=True)
def test_an_address_that_was_never_proven_gets_no_way_back(ann: Person) -> None:
    execute(ann.app, "UPDATE users SET email_verified_at = NULL")
    move(ann.sign_in(), NEW)
    assert CHANGED in subjects(ann, OLD)
    assert "undo-email" not in newest_mail(ann, CHANGED)


def test_r82_what_the_thief_does_meanwhile_kills_no_way_back(
    ann: Person, thief: Person, token: str
) -> None:
    assert change(thief, "a thieves horse battery").status_code == 200
    thief.password = "a thieves horse battery"
    move(thief, THIRD)
    thief.enable()
    assert undo(ann, token).status_code == 200
    assert [user.email for user in rows(ann.app, User)] == [OLD]
    assert not thief.is_signed_in()


def test_r82_the_thief_gets_no_way_back_of_his_own(ann: Person, thief: Person, token: str) -> None:
    move(thief, THIRD)
    for mail in mails(ann.app, ann.clock.now()):
        if mail["To"] in {NEW, THIRD}:
            assert "undo-email" not in str(mail.get_body(("plain",)))
    undo(ann, token)
    for mail in mails(ann.app, ann.clock.now()):
        if mail["To"] in {NEW, THIRD}:
            assert "undo-email" not in str(mail.get_body(("plain",)))


def test_r80_it_works_once_and_for_three_days(ann: Person, thief: Person, token: str) -> None:
    assert undo(ann, token).status_code == 200
    assert refused(undo(ann, token)) == (400, "invalid_token")
    reset(ann, newest_token(ann, BACK, to=OLD))
    ann.password = "another horse battery"
    move(ann.other_browser().sign_in(), NEW)
    late = newest_token(ann, CHANGED, to=OLD)
    ann.clock.move(seconds=259200)
    assert refused(undo(ann, late)) == (400, "invalid_token")


def test_one_of_many_that_race_takes_it_back(ann: Person, thief: Person, token: str) -> None:
    answers = race([lambda: undo(ann.other_browser(), token).status_code for _ in range(12)])
    assert sorted(answers) == [200] + [400] * 11


def test_an_address_that_is_taken_by_now_is_not_taken_away(
    ann: Person, thief: Person, token: str
) -> None:
    Person(ann.app, ann.clock, OLD).register()
    before = dump(ann.app)
    assert refused(undo(ann, token)) == (409, "conflict")
    assert dump(ann.app) == before


def test_what_an_operator_disabled_stays_disabled(ann: Person, thief: Person, token: str) -> None:
    execute(ann.app, "UPDATE users SET disabled_at = created_at")
    assert refused(undo(ann, token)) == (400, "invalid_token")


def test_other_links_do_not_take_an_account_back(ann: Person, thief: Person) -> None:
    ann.post("password/forgot", {"email": NEW})
    assert refused(undo(ann, newest_token(ann, "Set a new password"))) == (400, "invalid_token")
    assert refused(undo(ann, "nothing")) == (400, "invalid_token")
