"""Promise: a verification link says what it is about before it decides anything, and whoever did
not register says so."""

from pathlib import Path

import pytest

from app.accounts import by_operator
from app.accounts.by_operator import set_role
from app.accounts.models import MailToken, Registration
from app.config import Settings
from app.config.operators import operator_act
from app.core.limits import Window
from app.users.models import User
from tests.accounts.links import subjects
from tests.accounts.registrations import (
    AWAY,
    DEAD,
    OWN,
    links,
    make_unverified,
    register,
    stranger_to,
    verified,
)
from tests.conftest import Backend, settings_for
from tests.person import Person, mails, text_of
from tests.rows import dump, events, id_of_address, rows

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


@pytest.fixture
def settings(sqlite_backend: Backend, tmp_path: Path) -> Settings:
    return settings_for(sqlite_backend, tmp_path, link_limits=(Window(3, 3600),))


@pytest.fixture
def stranger(person: Person) -> Person:
    return register(stranger_to(person), headers={"User-Agent": FIREFOX}, **AWAY)


def look(person: Person, token: str) -> dict[str, object]:
    return dict(person.post("verify-email/look", {"token": token}).json)


def decline(person: Person, token: str) -> tuple[int, str | None]:
    answer = person.post("verify-email/decline", {"token": token})
    return answer.status_code, answer.json.get("code")


def test_it_says_when_from_where_and_by_what_and_spends_nothing(
    person: Person, stranger: Person
) -> None:
    token = links(person)[-1]
    person.clock.move(seconds=3600)
    before = dump(person.app)
    assert look(person, token) == {
        "email": person.email,
        "registeredAt": "2026-11-21T12:00:00+00:00",
        "registeredFrom": "203.0.113.9",
        "device": "Firefox on Linux",
    }
    assert dump(person.app) == before


def test_a_mail_that_was_asked_for_again_tells_of_the_registration_too(
    person: Person, stranger: Person
) -> None:
    person.clock.move(seconds=3600)
    person.post("verify-email/resend", {"email": person.email})
    assert look(person, links(person)[-1])["registeredFrom"] == "203.0.113.9"
    text = text_of(mails(person.app, person.clock.now())[-1])
    assert all(each in text for each in ("2026-11-21 12:00 UTC", "203.0.113.9", "Firefox on Linux"))


def test_an_operators_account_names_no_place(person: Person) -> None:
    make_unverified(person)
    found = look(person, links(person)[-1])
    assert (found["registeredFrom"], found["device"]) == ("", "")


@pytest.mark.parametrize("call", ["look", "decline"])
def test_r54_wrong_links_are_counted_and_right_ones_never_refused(
    person: Person, stranger: Person, call: str
) -> None:
    for _ in range(3):
        assert person.post(f"verify-email/{call}", {"token": "wrong"}).status_code == 400
    assert person.post(f"verify-email/{call}", {"token": "wrong"}).status_code == 429
    assert person.post("verify-email", {"token": "wrong"}).status_code == 429
    assert person.post(f"verify-email/{call}", {"token": links(person)[-1]}).status_code == 200


def test_who_did_not_register_drops_it_and_the_history_tells(
    person: Person, stranger: Person
) -> None:
    token = links(person)[-1]
    [user] = rows(person.app, User)
    assert decline(person, token) == (200, None)
    assert rows(person.app, User) == []
    [dropped] = events(person.app, "account.registration_dropped")
    assert (dropped.subject_id, dropped.detail) == (user.id, {"reason": "declined"})
    assert len(events(person.app, "account.registration_declined")) == 1
    assert stranger.log_in().json["code"] == "invalid_credentials"
    assert decline(person, token) == verified(person, token) == DEAD
    assert person.register().log_in().status_code == 200


def test_an_account_that_an_operator_made_stays(person: Person) -> None:
    make_unverified(person)
    before = rows(person.app, User)[0]
    token = links(person)[-1]
    assert decline(person, token) == (200, None)
    [after] = rows(person.app, User)
    assert (after.id, after.password_hash) == (before.id, before.password_hash)
    assert verified(person, token) == DEAD
    assert events(person.app, "account.registration_dropped") == []
    assert len(events(person.app, "account.registration_declined")) == 1


def test_an_account_that_an_operator_gave_a_role_stays(person: Person, stranger: Person) -> None:
    """The last administrator is not declined away either."""
    with person.app.app_context():
        [user] = rows(person.app, User)
        set_role(user.id, "admin", act=operator_act(person.clock.now()))
    assert decline(person, links(person)[-1]) == (200, None)
    assert len(rows(person.app, User)) == 1


@pytest.fixture
def disabled(person: Person, stranger: Person) -> Person:
    with person.app.app_context():
        by_operator.disable(
            id_of_address(person.app, person.email), act=operator_act(person.clock.now())
        )
    return person


def held(person: Person) -> list[object]:
    [user], [link] = rows(person.app, User), rows(person.app, MailToken)
    waits = len(rows(person.app, Registration))
    return [user.email_verified_at, user.password_hash, link.token_hash, waits]


def test_the_link_of_a_disabled_account_decides_nothing(disabled: Person) -> None:
    token = links(disabled)[-1]
    before = held(disabled)
    assert look(disabled, token)["code"] == "invalid_token"
    assert verified(disabled, token) == verified(disabled, token, password=OWN) == DEAD
    disabled.clock.move(seconds=3600)
    assert decline(disabled, token) == DEAD
    assert held(disabled) == before
    assert events(disabled.app, "account.email_verified") == []


def test_a_disabled_account_is_mailed_no_link(disabled: Person) -> None:
    before = links(disabled)
    disabled.post("verify-email/resend", {"email": disabled.email})
    register(disabled)
    assert links(disabled) == before
    assert "You already have an account" in " ".join(subjects(disabled, disabled.email))
