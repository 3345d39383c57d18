"""Promise: whoever proves himself closes his account, and all of it is gone but its history."""

import pytest
from sqlalchemy import inspect, select, text

from app.extensions import db
from app.users.models import User
from tests.accounts.links import ask_change, reset_token, subjects, trust
from tests.person import PASSWORD, Person
from tests.rows import events, execute, rows


def close(person: Person, password: str = PASSWORD) -> tuple[int, str | None]:
    answer = person.call("DELETE", "me", {"password": password})
    return answer.status_code, answer.json.get("code")


def test_it_is_gone_with_all_that_hangs_on_it(enrolled: Person) -> None:
    trust(enrolled)
    ask_change(enrolled, "ann@new.example")
    reset_token(enrolled)
    enrolled.other_browser().half()
    [user] = rows(enrolled.app, User)
    assert close(enrolled) == (200, None)
    assert not enrolled.is_signed_in()
    assert enrolled.log_in().json["code"] == "invalid_credentials"
    with enrolled.app.app_context():
        for name in inspect(db.engine).get_table_names():
            columns = [each["name"] for each in inspect(db.engine).get_columns(name)]
            if "user_id" in columns or name == "users":
                found = select(text("count(*)")).select_from(text(name))
                assert db.session.scalar(found) == 0, name
    assert {each.subject_id for each in events(enrolled.app, "login", "2fa.enabled")} == {user.id}
    assert [each.subject_id for each in events(enrolled.app, "account.closed")] == [user.id]


def test_the_cookie_is_taken_back_and_the_owner_gets_a_mail(ann: Person) -> None:
    assert close(ann.sign_in()) == (200, None)
    assert not ann.cookie("second_lock_session")
    ann.clock.move(seconds=1)
    assert any("is closed" in each for each in subjects(ann, ann.email))


def test_the_address_can_be_registered_again(ann: Person) -> None:
    [before] = rows(ann.app, User)
    close(ann.sign_in())
    ann.clock.move(seconds=1)
    ann.register().sign_in()
    [now] = rows(ann.app, User)
    assert now.id != before.id


def test_a_wrong_password_closes_nothing_and_is_counted(ann: Person) -> None:
    ann.sign_in()
    for _ in range(10):
        assert close(ann, "a wrong password") == (400, "invalid_password")
    assert close(ann) == (429, "too_many_attempts")
    assert ann.is_signed_in()
    assert len(events(ann.app, "account.password_refused")) == 10


def test_r15_it_needs_a_fresh_step_up(ann: Person, enrolled: Person) -> None:
    enrolled.clock.move(seconds=301)
    assert close(enrolled) == (403, "reauth_required")
    assert enrolled.reauth(code=enrolled.code()).status_code == 200
    assert close(enrolled) == (200, None)


def test_it_needs_a_session(ann: Person) -> None:
    assert close(ann) == (401, "not_signed_in")


def test_r90_the_last_administrator_stays_and_his_password_counts_as_right(
    enrolled: Person, bob: Person
) -> None:
    execute(enrolled.app, "UPDATE users SET role = 'admin' WHERE email = 'ann@example.com'")
    for _ in range(12):
        assert close(enrolled) == (409, "conflict")
    execute(enrolled.app, "UPDATE users SET role = 'admin'")
    assert close(enrolled) == (409, "conflict"), "the other one has no second factor"
    bob.enrol()
    assert close(enrolled) == (200, None)


@pytest.mark.parametrize("body", [{}, {"password": ""}, {"password": 5}, {"password": "a", "x": 1}])
def test_it_refuses_other_bodies(ann: Person, body: dict[str, object]) -> None:
    answer = ann.sign_in().call("DELETE", "me", body)
    assert (answer.status_code, answer.json["code"]) == (400, "invalid_request")


def test_r68_somebody_else_keeps_his_account(ann: Person, bob: Person) -> None:
    close(ann.sign_in())
    assert [user.email for user in rows(bob.app, User)] == [bob.email]
    assert bob.sign_in().is_signed_in()
