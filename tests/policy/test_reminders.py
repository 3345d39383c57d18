"""Promise: people are mailed 14, 7, 3 and 1 days before their date, once each, and not any more
once they have enrolled."""

from datetime import timedelta
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import event

from app.extensions import db, now
from app.policy.models import PolicyDate
from app.policy.reminders import remind_due
from tests.factors import keys
from tests.groups.test_membership import put_into
from tests.person import Person
from tests.policies import set_level
from tests.policy.acting import after, asked, letters, run, told, wait
from tests.racing import race
from tests.rows import execute, rows
from tests.transfer.moving import flask


def remind(person: Person) -> int:
    with person.app.app_context():
        return remind_due(now())


def left(person: Person) -> list[str]:
    """Return how many days each reminder said were left."""
    return [each.split()[0] for each in letters(person, "left to secure your sign-in")]


def days_with_mail(person: Person, days: int) -> list[int]:
    """Let days go by, ask every six hours, and return how many were left at each mail."""
    found = []
    for quarter in range(days * 4 + 1):
        if remind(person):
            found.append(days - quarter // 4)
        wait(person, 0.25)
    return found


def test_each_goes_once_at_14_7_3_and_1_days(ann: Person) -> None:
    set_level(ann.app, "two_factor", grace=30)
    assert len(letters(ann, "secure your sign-in")) == 1
    assert days_with_mail(ann, 30) == [14, 7, 3, 1]
    assert left(ann) == ["14", "7", "3", "1"]
    date = told(ann.clock.now() - timedelta(days=0.25))[:10]
    assert all(f"You have until {date}" in each for each in letters(ann, "left to secure"))


def test_the_mail_of_the_first_day_is_the_one_of_fourteen_days(ann: Person) -> None:
    set_level(ann.app, "two_factor", grace=14)
    assert days_with_mail(ann, 14) == [7, 3, 1]


@pytest.mark.parametrize(("grace", "days"), [(10, [10, 7, 3, 1]), (2, [2, 1]), (1, [1])])
def test_who_was_told_by_an_answer_gets_the_next_mail_and_its_true_days(
    ann: Person, grace: int, days: list[int]
) -> None:
    execute(ann.app, "UPDATE users SET disabled_at = created_at")
    set_level(ann.app, "two_factor", grace=grace)
    execute(ann.app, "UPDATE users SET disabled_at = NULL")
    assert remind(ann) == 0, "nobody is reminded of a date that they were not told"
    assert asked(ann.sign_in()) == (True, after(ann, grace))
    assert days_with_mail(ann, grace) == days
    assert left(ann) == [str(each) for each in days]


def test_after_a_standstill_one_mail_goes_and_says_what_is_left(ann: Person) -> None:
    set_level(ann.app, "two_factor", grace=30)
    wait(ann, 25.5)
    assert (remind(ann), remind(ann)) == (1, 0)
    assert left(ann) == ["5"]


@pytest.mark.parametrize("state", ["disabled_at = created_at", "email_verified_at = NULL"])
def test_who_cannot_sign_in_gets_none(ann: Person, state: str) -> None:
    set_level(ann.app, "two_factor", grace=14)
    execute(ann.app, f"UPDATE users SET {state}")
    assert days_with_mail(ann, 14) == []


def test_who_has_enrolled_gets_none(ann: Person, bob: Person) -> None:
    set_level(ann.app, "two_factor", grace=14)
    ann.sign_in().enable()
    assert days_with_mail(bob, 14) == [7, 3, 1]
    assert left(ann) == []
    set_level(ann.app, "phishing_resistant", grace=14)
    keys.add_key(ann.other_browser().sign_in())
    wait(ann, 8)
    remind(ann)
    assert left(ann) == []


def test_whom_nothing_asks_any_more_gets_none(ann: Person) -> None:
    put_into(ann, "editors")
    set_level(ann.app, "two_factor", group="editors", grace=14)
    wait(ann, 8)
    put_into(ann)
    assert remind(ann) == 0
    put_into(ann, "editors")
    set_level(ann.app, "optional", group="editors")
    assert remind(ann) == 0


def test_who_is_stopped_already_is_not_told_of_days(ann: Person) -> None:
    set_level(ann.app, "two_factor", grace=14)
    wait(ann, 8)
    set_level(ann.app, "two_factor", group="user")
    assert remind(ann) == 0


def test_two_policies_with_one_level_are_one_mail_about_the_first_date(ann: Person) -> None:
    set_level(ann.app, "two_factor", grace=30)
    set_level(ann.app, "two_factor", group="user", grace=30)
    assert days_with_mail(ann, 30) == [14, 7, 3, 1]
    assert len(left(ann)) == 4


def test_a_stricter_level_later_has_mails_of_its_own(ann: Person) -> None:
    set_level(ann.app, "two_factor", grace=20)
    set_level(ann.app, "phishing_resistant", group="user", grace=20)
    wait(ann, 6)
    assert remind(ann) == 1
    assert "with a passkey" in letters(ann, "left to secure")[0]
    ann.sign_in().enable()
    wait(ann, 7)
    assert remind(ann) == 1
    assert ann.reauth(code=ann.code()).status_code == 200
    keys.add_key(ann)
    wait(ann, 4)
    assert remind(ann) == 0


def test_an_extension_moves_them(ann: Person) -> None:
    set_level(ann.app, "two_factor", grace=14)
    assert days_with_mail(ann, 12) == [5, 1]  # 7 and 3 days before the date
    run(ann.app, "extend", ann.email, "--until", after(ann, 20))
    assert days_with_mail(ann, 20) == [14, 7, 3, 1]


def test_a_date_that_was_moved_meanwhile_is_not_told_any_more(ann: Person) -> None:
    set_level(ann.app, "two_factor", grace=14)
    wait(ann, 13)
    extend = Thread(target=run, args=(ann.app, "extend", ann.email, "--until", after(ann, 20)))

    def move(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if "FROM users JOIN policies" in statement and extend.ident is None:
            extend.start()
            extend.join()

    with ann.app.app_context():
        event.listen(db.engine, "after_cursor_execute", move)
        assert remind_due(now()) == 0
        event.remove(db.engine, "after_cursor_execute", move)
    assert extend.ident is not None
    assert left(ann) == []
    assert days_with_mail(ann, 20) == [14, 7, 3, 1]


def test_a_later_start_reminds_anew(ann: Person) -> None:
    set_level(ann.app, "two_factor", starts_at=ann.clock.now() + timedelta(days=5))
    assert days_with_mail(ann, 5) == [3, 1]
    set_level(ann.app, "two_factor", starts_at=ann.clock.now() + timedelta(days=20))
    assert asked(ann.sign_in()) == (True, after(ann, 20))
    assert days_with_mail(ann, 20) == [14, 7, 3, 1]


def test_several_processes_at_once_send_each_once(ann: Person, bob: Person) -> None:
    set_level(ann.app, "two_factor", grace=30)
    wait(ann, 16)
    assert sum(race([lambda: remind(ann)] * 8)) == 2
    assert (len(left(ann)), len(left(bob))) == (1, 1)
    assert {each.reminded for each in rows(ann.app, PolicyDate)} == {14}


def test_the_command_for_due_mails_sends_them_too(ann: Person) -> None:
    set_level(ann.app, "two_factor", grace=30)
    wait(ann, 16)
    assert flask(ann.app, "mail", "send-due").exit_code == 0
    assert left(ann) == ["14"]
