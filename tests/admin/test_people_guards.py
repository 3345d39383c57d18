"""Promise: nobody acts on their own account where it could lock them out or in, and the last
administrator who can sign in with a second factor stays, whatever comes at once (A03, A01)."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest
from flask import Flask

from app.accounts import by_operator, help_desk
from app.accounts.factor_reset import reset_second_factor
from app.config.operators import operator_act
from app.core.act import Actor
from app.core.errors import Forbidden
from app.factors.models import TotpSecret
from app.groups import members
from app.users.models import User
from tests.admin.conftest import id_of
from tests.admin.people import WHY, act, done, make_administrator, place, refused, shown, unproven
from tests.client import Answer
from tests.person import Person
from tests.racing import race
from tests.rows import dump, execute, id_of_address, rows
from tests.transfer.moving import flask

LEAVING = {
    "disable": {},
    "delete": {},
    "role": {"role": "user"},
    "reset-second-factor": {},
}
PAIRS = [
    *((each, each) for each in LEAVING),
    ("disable", "reset-second-factor"),
    ("reset-second-factor", "role"),
    ("role", "delete"),
]
ROUNDS = 3


@pytest.mark.parametrize("name", [*LEAVING, "unlock"])
def test_a03_nobody_does_it_to_themselves(root: Person, second: Person, name: str) -> None:
    root.reauth(code=root.code())
    version, before = shown(root, root)["version"], dump(root.app)
    answer = act(root, root, name, version=version, **LEAVING.get(name, {}))
    assert refused(answer) == (409, "conflict")
    assert "own account" in answer.json["message"]
    assert dump(root.app) == before
    assert root.is_signed_in()


def test_a03_what_harms_nobody_is_done_to_oneself_too(root: Person) -> None:
    done(root, root, "send-reset")
    done(root, root, "sign-out")
    assert not root.is_signed_in()


def who_can_administer(app: Flask) -> list[str]:
    """Those who can sign in as administrators with a second factor that works."""
    factors = {each.user_id for each in rows(app, TotpSecret)}
    return [
        each.email
        for each in rows(app, User)
        if each.role == "admin"
        and each.disabled_at is None
        and each.email_verified_at is not None
        and each.two_factor_enabled_at is not None
        and each.id in factors
    ]


@pytest.mark.parametrize(("first", "other"), PAIRS)
def test_a03_of_two_who_act_on_each_other_at_once_one_stays(
    root: Person, second: Person, first: str, other: str
) -> None:
    root.reauth(code=root.code())
    version = shown(root, second)["version"]
    calls: list[Callable[[], Answer]] = [
        lambda: act(root, second, first, version=version, **LEAVING[first]),
        lambda: act(second, root, other, version=1, **LEAVING[other]),
    ]
    answers = race(calls)
    assert len(who_can_administer(root.app)) == 1
    assert sorted(each.status_code for each in answers)[0] == 200
    [late] = [each for each in answers if each.status_code != 200]
    assert refused(late) in {(401, "not_signed_in"), (403, "forbidden"), (409, "conflict")}


def test_a03_of_three_who_go_round_one_stays(app: Flask, root: Person, second: Person) -> None:
    third = Person(app, root.clock, "third@example.com").register().sign_in().enable()
    make_administrator(app, third)
    for each in (root, second):
        each.reauth(code=each.code())
    ring = [(root, second), (second, third), (third, root)]
    calls: list[Callable[[], Answer]] = [
        lambda who=who, whom=whom: act(who, whom, "disable", version=1)  # type: ignore[misc]
        for who, whom in ring
    ]
    race(calls)
    assert len(who_can_administer(app)) >= 1


def cannot_sign_in(second: Person) -> None:
    unproven(second)


def has_no_factor(second: Person) -> None:
    execute(second.app, "DELETE FROM totp_secrets WHERE user_id = :id", id=id_of(second))


def is_disabled(second: Person) -> None:
    execute(
        second.app,
        "UPDATE users SET disabled_at = created_at WHERE email = :email",
        email=second.email,
    )


COMMANDS = {
    "disable": ("users", "disable", "root@example.com"),
    "delete": ("users", "delete", "root@example.com", "--yes"),
    "role": ("users", "set-role", "root@example.com", "user"),
}


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("how", [cannot_sign_in, has_no_factor, is_disabled])
def test_a03_the_last_who_can_stays_at_the_command_line_too(
    root: Person, second: Person, how: Callable[[Person], None], command: str
) -> None:
    how(second)
    result = flask(root.app, *COMMANDS[command])
    assert (result.exit_code, result.stdout) == (1, "")
    assert "is the last administrator" in result.stderr
    assert who_can_administer(root.app) == [root.email]


@pytest.mark.parametrize("how", [cannot_sign_in, has_no_factor, is_disabled])
def test_a03_the_last_who_can_does_not_close_their_account(
    root: Person, second: Person, how: Callable[[Person], None]
) -> None:
    root.reauth(code=root.code())
    how(second)
    answer = root.call("DELETE", "me", {"password": root.password})
    assert refused(answer) == (409, "conflict")
    assert root.is_signed_in()


def test_a03_two_who_close_their_accounts_at_once_do_not_both_go(
    root: Person, second: Person
) -> None:
    root.reauth(code=root.code())
    calls: list[Callable[[], Answer]] = [
        lambda: root.call("DELETE", "me", {"password": root.password}),
        lambda: second.call("DELETE", "me", {"password": second.password}),
    ]
    assert sorted(each.status_code for each in race(calls)) == [200, 409]
    assert len(who_can_administer(root.app)) == 1


def test_a03_two_commands_at_once_leave_one(root: Person, second: Person) -> None:
    def ends(email: str) -> int:
        return flask(root.app, "users", "disable", email).exit_code

    assert sorted(race([lambda: ends(root.email), lambda: ends(second.email)])) == [0, 1]
    assert len(who_can_administer(root.app)) == 1


def test_a01_an_act_that_a_sign_out_overtook_is_refused(root: Person, second: Person) -> None:
    """The guard saw a session that ended before the act took its locks."""
    root.reauth(code=root.code())
    for _ in range(ROUNDS):
        version = shown(root, second)["version"]
        own = shown(root, root)["version"]
        calls: list[Callable[[], Answer]] = [
            lambda seen=version: act(root, second, "sign-out", version=seen),  # type: ignore[misc]
            lambda seen=own: act(second, root, "sign-out", version=seen),  # type: ignore[misc]
        ]
        found = sorted(each.status_code for each in race(calls))
        assert found[0] == 200
        assert found[1] in {401, 403}
        for each in (root, second):
            each.clock.next_step()
            if not each.is_signed_in():
                each.sign_in()
            else:
                each.reauth(code=each.code())


LOST = {
    "role": ("users", "set-role", "second@example.com", "user"),
    "account": ("users", "disable", "second@example.com"),
    "session": ("users", "sign-out", "second@example.com"),
    "factor": ("2fa", "reset", "second@example.com", "--yes"),
    "everything": ("users", "delete", "second@example.com", "--yes"),
}
SERVICES: list[Callable[..., object]] = [
    by_operator.disable,
    by_operator.enable,
    by_operator.unlock,
    by_operator.delete,
    partial(by_operator.set_role, role="admin"),
    help_desk.sign_out,
    help_desk.send_reset,
    help_desk.resend_verification,
    partial(reset_second_factor, ends_password=True),
    partial(members.assign, names=[]),
]


@pytest.mark.parametrize("lost", LOST)
def test_a01_an_act_whose_right_ended_after_the_guard_is_refused(
    root: Person, second: Person, bob: Person, lost: str
) -> None:
    [user] = [each for each in rows(root.app, User) if each.email == second.email]
    by = Actor(user.id, second.email, user.token_version)
    late = replace(operator_act(root.clock.now()), by=by, reason=WHY)
    assert flask(root.app, *LOST[lost]).exit_code == 0
    before, bob_id = dump(root.app), id_of_address(bob.app, bob.email)
    for service in SERVICES:
        with root.app.app_context(), pytest.raises(Forbidden):
            service(user_id=bob_id, act=late)
    assert dump(root.app) == before


def test_a_reason_is_kept_of_the_one_who_was_first(root: Person, second: Person) -> None:
    done(root, second, "sign-out")
    newest = root.get(place(second, "events")).json["events"][0]
    assert (newest["actor"]["email"], newest["detail"]) == (root.email, {"because": WHY})
