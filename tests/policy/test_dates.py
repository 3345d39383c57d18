"""Promise: the date of a person is written once, when they are first told, and only an operator
moves it (G01, G02); until then a session is full and says the date (G04)."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from app.policy.models import PolicyDate
from app.users.models import User
from tests.groups.test_membership import put_into
from tests.invitations.house import join, mailed
from tests.person import Person
from tests.policies import set_level
from tests.policy.acting import (
    DAY,
    after,
    asked,
    is_stopped,
    letters,
    make_admin,
    run,
    told,
    wait,
)
from tests.program import Program
from tests.racing import race
from tests.rows import events, execute, rows
from tests.transfer.moving import flask


def _signs_in_again(ann: Person) -> None:
    ann.post("logout", {})
    ann.sign_in()


def _leaves_and_joins(ann: Person) -> None:
    put_into(ann)
    assert asked(ann) == (False, None)
    put_into(ann, "editors")


def _changes_roles(ann: Person) -> None:
    set_level(ann.app, "two_factor", group="admin", grace=60)
    for role in ("admin", "user"):
        execute(ann.app, f"UPDATE users SET role = '{role}'")
        assert asked(ann)[0]


def _turns_on_and_off(ann: Person) -> None:
    assert asked(ann.enable()) == (False, None)
    assert ann.post("2fa/disable", {"code": ann.code()}).status_code == 200


def _is_reset_and_enrols(ann: Person) -> None:
    ann.enable()
    assert flask(ann.app, "2fa", "reset", ann.email, "--yes").exit_code == 0
    assert ann.log_in().json["requires2FASetup"] is True
    assert is_stopped(ann)
    _turns_on_and_off(ann)


def _sees_it_set_again(ann: Person) -> None:
    set_level(ann.app, "two_factor", group="editors", grace=30)
    set_level(ann.app, "two_factor", group="editors")


def _sees_it_off_and_on(ann: Person) -> None:
    set_level(ann.app, "optional", group="editors")
    assert asked(ann) == (False, None)
    set_level(ann.app, "two_factor", group="editors", grace=14)


ACTS = (
    _signs_in_again,
    _leaves_and_joins,
    _changes_roles,
    _turns_on_and_off,
    _is_reset_and_enrols,
    _sees_it_set_again,
    _sees_it_off_and_on,
)


@pytest.mark.parametrize("act", ACTS, ids=lambda each: each.__name__[1:])
def test_g01_nothing_moves_a_date_that_was_told(ann: Person, act: Callable[[Person], None]) -> None:
    put_into(ann, "editors")
    set_level(ann.app, "two_factor", group="editors", grace=14)
    date = after(ann.sign_in(), 14)
    assert asked(ann) == (True, date)
    for _ in range(2):
        wait(ann, 3)
        ann.sign_in()
        act(ann)
        assert asked(ann) == (True, date)
        assert ann.get("2fa/status").json["setUpBy"] == date
    wait(ann, 8)
    assert ann.log_in().json.get("setUpBy") is None
    assert is_stopped(ann)


def test_g01_only_an_operator_moves_a_date_and_only_to_a_later_one(ann: Person) -> None:
    set_level(ann.app, "two_factor", grace=14)
    until = ann.clock.now() + timedelta(days=20)
    for wrong in (ann.clock.now(), ann.clock.now() + timedelta(days=13)):
        assert flask(ann.app, "policy", "extend", ann.email, "--until", told(wrong)).exit_code == 1
    assert asked(ann.sign_in()) == (True, after(ann, 14))
    result = run(ann.app, "extend", ann.email, "--until", told(until), "--json")
    assert f'"until": "{told(until)}"' in result.stdout
    assert asked(ann) == (True, told(until))
    assert [each.version for each in rows(ann.app, User)] == [2], "a page of before is stale (A10)"
    [event] = events(ann.app, "policy.extended")
    assert event.detail == {"until": f"{until:%FT%TZ}"}
    assert event.detail in [each["detail"] for each in ann.get("events").json["events"]]
    assert [each for each in letters(ann) if f"{until:%F %H:%M} UTC" in each]
    wait(ann, 15)
    assert not is_stopped(ann)
    wait(ann, 5)
    assert is_stopped(ann)
    later = told(ann.clock.now() + timedelta(days=1))
    run(ann.app, "extend", ann.email, "--until", later)
    assert not is_stopped(ann)
    assert asked(ann) == (True, later)


def test_g01_an_extension_never_takes_days_from_who_was_not_told(ann: Person) -> None:
    execute(ann.app, "UPDATE users SET disabled_at = created_at")
    set_level(ann.app, "two_factor", grace=30)
    execute(ann.app, "UPDATE users SET disabled_at = NULL")
    soon = told(ann.clock.now() + timedelta(days=2))
    result = flask(ann.app, "policy", "extend", ann.email, "--until", soon)
    assert (result.exit_code, "as much time already" in result.stderr) == (1, True)
    assert asked(ann.sign_in()) == (True, after(ann, 30))


def test_an_extension_says_what_it_cannot_do(ann: Person) -> None:
    ahead = told(ann.clock.now() + timedelta(days=9))
    run(ann.app, "set", "optional")
    nobody = flask(ann.app, "policy", "extend", ann.email, "--until", ahead)
    assert (nobody.exit_code, "No policy asks" in nobody.stderr) == (1, True)
    set_level(ann.app, "two_factor")
    assert flask(ann.app, "2fa", "require", ann.email).exit_code == 0
    marked = flask(ann.app, "policy", "extend", ann.email, "--until", ahead)
    assert (marked.exit_code, "since a reset" in marked.stderr) == (1, True)


def test_g01_two_first_answers_at_once_write_one_date(ann: Person) -> None:
    execute(ann.app, "UPDATE users SET disabled_at = created_at")
    set_level(ann.app, "two_factor", grace=14)
    execute(ann.app, "UPDATE users SET disabled_at = NULL")
    browsers = [ann.other_browser() for _ in range(4)]
    answers = race([each.log_in for each in browsers])
    assert {each.json["setUpBy"] for each in answers} == {after(ann, 14)}
    assert len(rows(ann.app, PolicyDate)) == 1


def test_g02_the_days_begin_when_a_person_is_first_told(ann: Person, bob: Person) -> None:
    execute(ann.app, "UPDATE users SET disabled_at = created_at WHERE email = 'bob@example.com'")
    set_level(ann.app, "two_factor", grace=14)
    first = after(ann, 14)
    wait(ann, 40)
    execute(ann.app, "UPDATE users SET disabled_at = NULL")
    assert ann.log_in().json.get("setUpBy") is None, "the mail told them when the policy was set"
    assert is_stopped(ann)
    answer = bob.log_in()
    assert (answer.json["requires2FASetup"], answer.json["setUpBy"]) == (True, after(bob, 14))
    assert not is_stopped(bob)
    assert {told(each.due_at) for each in rows(ann.app, PolicyDate)} == {first, after(bob, 14)}


def test_g02_the_date_is_the_start_or_the_day_told_and_the_days_whichever_is_later(
    ann: Person, bob: Person
) -> None:
    start = ann.clock.now() + timedelta(days=10)
    set_level(ann.app, "two_factor", starts_at=start)
    assert asked(ann.sign_in()) == (True, told(start))
    set_level(ann.app, "phishing_resistant", starts_at=start, grace=7)
    set_level(ann.app, "optional", group="user")
    assert asked(ann) == (True, told(start))
    execute(ann.app, "DELETE FROM policy_dates")
    wait(ann, 5)
    assert asked(bob.sign_in()) == (True, told(start))
    later = after(bob, 7)
    assert asked(bob.enable()) == (True, later)


def test_g04_every_answer_of_a_full_session_says_the_date(ann: Person) -> None:
    set_level(ann.app, "two_factor", grace=14)
    date = after(ann, 14)
    program = Program(ann)
    for answer in (ann.log_in(), program.ask(), ann.get("me"), ann.get("2fa/status")):
        assert (answer.json["requires2FASetup"], answer.json["setUpBy"]) == (True, date)
    status = ann.get("2fa/status").json
    assert (status["required"], status["level"]) == (True, "two_factor")
    assert not is_stopped(ann)
    assert ann.call("PATCH", "me", {"name": "Ann"}).json["setUpBy"] == date
    ann.enable()
    set_level(ann.app, "phishing_resistant", grace=14)
    date = after(ann, 14)
    half, token = ann.other_browser().half(), program.ask().json["twofaToken"]
    assert half.verify().json["setUpBy"] == date
    ann.clock.next_step()
    assert program.verify(token).json["setUpBy"] == date
    assert not is_stopped(half)


def test_g04_who_comes_by_an_invitation_is_told_at_once(ann: Person) -> None:
    set_level(ann.app, "two_factor", grace=14)
    guest = Person(ann.app, ann.clock, "guest@example.com")
    answer = join(guest, mailed(ann.app, guest))
    assert (answer.status_code, answer.json["setUpBy"]) == (201, after(guest, 14))
    assert not is_stopped(guest)


def test_g04_asking_every_day_gives_no_day_more(ann: Person) -> None:
    set_level(ann.app, "two_factor", grace=14)
    date = after(ann.sign_in(), 14)
    for _ in range(13):
        wait(ann, 1)
        assert asked(ann) == (True, date)
        assert not is_stopped(ann)
    ann.clock.move(seconds=DAY - 1)
    assert not is_stopped(ann)
    ann.clock.move(seconds=1)
    assert is_stopped(ann)
    assert asked(ann) == (True, None)


def test_g04_an_administrator_has_their_days_too(ann: Person) -> None:
    set_level(ann.app, "optional")
    make_admin(ann.sign_in())
    set_level(ann.app, "two_factor", group="admin", grace=3)
    assert asked(ann) == (True, after(ann, 3))
    assert not is_stopped(ann)
