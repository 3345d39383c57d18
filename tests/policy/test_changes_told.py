"""Promise: a change of policy is in the history with before and after, mailed to administrators in
their language, and in force on every node at the next request (G09)."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask

from app import create_app
from app.config import Settings
from app.extensions import db
from tests.admin.conftest import id_of
from tests.clock import FrozenClock
from tests.groups.test_membership import put_into
from tests.person import Person, mails
from tests.policies import set_level
from tests.policy.acting import is_stopped, letters, make_admin, put, run
from tests.rows import events, execute
from tests.transfer.moving import flask


@pytest.fixture
def other_node(app: Flask, settings: Settings, clock: FrozenClock) -> Iterator[Flask]:
    """A second process of the same instance, that has answered before."""
    node = create_app(settings, clock)
    yield node
    with node.app_context():
        db.engine.dispose()


def test_g09_the_history_tells_before_and_after_and_who(root: Person) -> None:
    put(root, "two_factor", grace=14)
    put(root, "two_factor", group="admin", **{"from": "2026-12-21T12:00:00+01:00"})
    run(root.app, "set", "optional")
    told = events(root.app, "policy.changed")
    since = f"{root.clock.now():%FT%TZ}"
    assert [each.detail for each in told] == [
        {
            "group": "everyone",
            "before": "optional",
            "after": "two_factor",
            "starts": since,
            "grace": 14,
        },
        {
            "group": "admin",
            "before": "two_factor",
            "after": "two_factor",
            "starts": "2026-12-21T11:00:00Z",
            "grace": 0,
        },
        {
            "group": "everyone",
            "before": "two_factor",
            "after": "optional",
            "starts": since,
            "grace": 0,
        },
    ]
    assert [each.actor_id for each in told] == [id_of(root), id_of(root), None]
    assert told[2].ip == "operator"


def test_g09_the_history_names_what_the_setting_asked_before(root: Person) -> None:
    run(root.app, "set", "optional")
    [event] = events(root.app, "policy.changed")
    assert (event.detail["group"], event.detail["before"], event.detail["after"]) == (
        "admin",
        "two_factor",
        "optional",
    )


def test_g09_what_changes_nothing_is_no_change(root: Person) -> None:
    assert flask(root.app, "groups", "create", "editors").exit_code == 0
    put(root, "optional")
    before = len(events(root.app)), len(mails(root.app, root.clock.now()))
    put(root, "optional")
    put(root, "optional", group="editors")
    assert (len(events(root.app)), len(mails(root.app, root.clock.now()))) == before


def test_g09_every_administrator_is_mailed_in_their_language(
    root: Person, ann: Person, bob: Person
) -> None:
    make_admin(ann)
    execute(root.app, "UPDATE users SET locale = 'de' WHERE email = :email", email=ann.email)
    root.call("PATCH", "me", {"name": "Root"})
    put(root, "two_factor", grace=14)
    [english] = letters(root, "policy")
    assert english.startswith("The policy of Second Lock was changed")
    for words in ("Root (root@example.com)", "everyone", "optional", "two_factor", "14", "UTC"):
        assert words in english
    assert f"{root.clock.now():%Y-%m-%d %H:%M} UTC" in english
    told = f"{root.clock.now():%d.%m.%Y, %H:%M} UTC"
    assert [each for each in letters(ann) if told in each]
    assert letters(bob, "policy") == []


def test_g09_an_operators_change_says_that_it_was_one(root: Person) -> None:
    run(root.app, "set", "two_factor", "--group", "user")
    [letter] = letters(root, "policy")
    assert "An operator changed what Second Lock asks" in letter


def test_g09_it_holds_on_every_node_at_the_next_request(
    ann: Person, bob: Person, other_node: Flask
) -> None:
    there = bob.sign_in().browser
    elsewhere = Person(other_node, bob.clock, bob.email)
    elsewhere.browser.set_cookie("second_lock_session", bob.held_cookie("second_lock_session"))
    assert there is not elsewhere.browser
    for level, stopped in (("two_factor", True), ("optional", False)) * 2:
        set_level(ann.app, level)
        assert is_stopped(elsewhere) is stopped
        assert is_stopped(bob) is stopped
    set_level(other_node, "two_factor", group="user")
    assert is_stopped(bob)


def test_people_get_one_mail_with_their_date_when_a_policy_is_set(ann: Person, bob: Person) -> None:
    put_into(bob.sign_in(), "editors")
    execute(ann.app, "UPDATE users SET locale = 'de' WHERE email = :email", email=bob.email)
    set_level(ann.app, "two_factor", grace=14)
    [letter] = letters(ann, "secure your sign-in")
    date = ann.clock.now() + timedelta(days=14)
    assert f"You have until {date:%F %H:%M} UTC" in letter
    assert "/profile/two-factor" in letter
    count = len(letters(bob))
    set_level(ann.app, "two_factor", grace=30)
    assert len(letters(bob)) == count, "whoever has a date gets no second mail"
    set_level(ann.app, "two_factor", group="editors")
    assert len(letters(bob)) == count + 1, "but one where less time is left"


def test_no_mail_promises_days_to_who_is_stopped_already(ann: Person) -> None:
    set_level(ann.app, "two_factor")
    assert "It is needed from now on" in letters(ann, "secure your sign-in")[0]
    set_level(ann.app, "two_factor", group="user", grace=14)
    assert len(letters(ann, "secure your sign-in")) == 1
    assert is_stopped(ann.sign_in())


def test_a_policy_that_comes_back_is_told_again_with_the_first_date(ann: Person) -> None:
    set_level(ann.app, "two_factor", grace=14)
    date = ann.clock.now() + timedelta(days=14)
    set_level(ann.app, "optional")
    ann.clock.move(seconds=3 * 86_400)
    set_level(ann.app, "two_factor", grace=14)
    assert [f"{date:%F %H:%M} UTC" in each for each in letters(ann, "secure")] == [True, True]
