"""Promise: the strictest policy of everybody, a person's role and their groups holds, from the next
request (G05); any factor that meets it will do, and nobody is asked for nothing (G12)."""

from datetime import timedelta

import pytest

from tests.factors import keys
from tests.groups.test_membership import put_into
from tests.person import Person
from tests.policies import set_level
from tests.policy.acting import asked, is_stopped, letters, make_admin, told, wait

LEVELS = ("optional", "two_factor", "phishing_resistant")


@pytest.mark.parametrize(
    ("everyone", "role", "groups", "strictest"),
    [
        ("optional", "optional", ("optional", "optional"), "optional"),
        ("two_factor", "optional", ("optional", "optional"), "two_factor"),
        ("optional", "two_factor", ("optional", "optional"), "two_factor"),
        ("optional", "optional", ("optional", "two_factor"), "two_factor"),
        ("two_factor", "phishing_resistant", ("two_factor", "optional"), "phishing_resistant"),
        ("two_factor", "two_factor", ("phishing_resistant", "two_factor"), "phishing_resistant"),
        ("phishing_resistant", "two_factor", ("optional", "two_factor"), "phishing_resistant"),
    ],
)
def test_g05_the_strictest_of_all_holds(
    ann: Person, everyone: str, role: str, groups: tuple[str, str], strictest: str
) -> None:
    put_into(ann, "editors", "writers")
    set_level(ann.app, everyone)
    for group, level in (("user", role), ("editors", groups[0]), ("writers", groups[1])):
        set_level(ann.app, level, group=group)
    ann.sign_in()
    assert ann.get("2fa/status").json["level"] == strictest
    assert is_stopped(ann) is (strictest != "optional")
    if strictest != "optional":
        ann.enable()
    assert is_stopped(ann) is (strictest == "phishing_resistant")
    if strictest == "phishing_resistant":
        keys.add_key(ann)
    assert not is_stopped(ann)


def test_g05_joining_and_leaving_hold_at_the_next_request(ann: Person, bob: Person) -> None:
    put_into(bob, "editors", "writers")
    set_level(ann.app, "two_factor", group="editors")
    assert not is_stopped(ann.sign_in())
    put_into(ann, "editors")
    assert is_stopped(ann)
    put_into(ann, "writers")
    assert not is_stopped(ann)
    set_level(ann.app, "phishing_resistant", group="writers")
    assert is_stopped(ann)
    set_level(ann.app, "optional", group="writers")
    assert not is_stopped(ann)


def test_g05_a_role_is_a_group_and_its_change_holds_at_the_next_sign_in(ann: Person) -> None:
    set_level(ann.app, "phishing_resistant", group="admin")
    assert not is_stopped(ann.enrol())
    make_admin(ann)
    assert is_stopped(ann)


def test_g05_the_weaker_level_holds_until_the_date_of_the_stricter(ann: Person) -> None:
    set_level(ann.app, "two_factor")
    assert is_stopped(ann.sign_in())
    start = ann.clock.now() + timedelta(days=10)
    set_level(ann.app, "phishing_resistant", starts_at=start, grace=3)
    assert is_stopped(ann), "it is no holiday from what was asked before"
    assert ann.get("2fa/status").json["level"] == "two_factor", "an app opens it again (G12)"
    ann.enable()
    assert ann.get("2fa/status").json["level"] == "phishing_resistant"
    assert asked(ann) == (True, told(start))
    assert ann.post("2fa/disable", {"code": ann.code()}).json["code"] == "two_factor_required"
    wait(ann, 10)
    assert is_stopped(ann)


@pytest.mark.parametrize("setting", ["admins", "everyone"])
def test_g05_what_the_setting_asks_goes_on_while_a_policy_waits(ann: Person, setting: str) -> None:
    object.__setattr__(ann.app.extensions["second_lock"].settings, "two_factor_policy", setting)
    make_admin(ann.sign_in())
    assert is_stopped(ann)
    set_level(ann.app, "phishing_resistant", grace=14)
    assert is_stopped(ann)
    assert not is_stopped(ann.enable())


def test_the_setting_holds_for_the_others_where_a_group_gets_a_policy(
    ann: Person, bob: Person
) -> None:
    put_into(bob, "editors")
    make_admin(ann.sign_in())
    set_level(ann.app, "two_factor", group="editors")
    assert is_stopped(ann)
    assert is_stopped(bob.sign_in())
    set_level(ann.app, "optional", group="editors")
    assert is_stopped(ann)
    assert not is_stopped(bob)
    set_level(ann.app, "optional", group="admin")
    assert not is_stopped(ann)


@pytest.mark.parametrize("factor", ["app", "passkey"])
def test_g12_whoever_is_asked_chooses_an_app_or_a_passkey(ann: Person, factor: str) -> None:
    set_level(ann.app, "two_factor")
    assert is_stopped(ann.sign_in())
    if factor == "app":
        ann.enable()
    else:
        keys.add_key(ann)
    assert not is_stopped(ann)
    assert asked(ann) == (False, None)


def test_g12_nobody_is_asked_where_nothing_requires_it(ann: Person, bob: Person) -> None:
    put_into(bob, "editors")
    set_level(ann.app, "optional")
    set_level(ann.app, "phishing_resistant", group="editors", grace=5)
    answer = ann.log_in()
    assert not {"requires2FASetup", "setUpBy"} & answer.json.keys()
    assert asked(ann) == (False, None)
    status = ann.get("2fa/status").json
    assert (status["required"], status["level"]) == (False, "optional")
    assert letters(ann, "secure your sign-in") == []
    assert len(letters(bob, "secure your sign-in")) == 1
    wait(ann, 30)
    assert not is_stopped(ann)


def test_g12_who_meets_it_already_is_not_asked(ann: Person, bob: Person) -> None:
    ann.enrol()
    keys.add_key(bob.sign_in())
    set_level(ann.app, "two_factor", grace=5)
    set_level(ann.app, "phishing_resistant", group="user", grace=5)
    assert asked(bob) == (False, None)
    assert letters(bob, "secure your sign-in") == []
    assert [each.splitlines()[0] for each in letters(ann, "secure your sign-in")] == [
        "Second Lock asks you to secure your sign-in"
    ]
    assert "with a passkey" in letters(ann, "secure your sign-in")[0]
