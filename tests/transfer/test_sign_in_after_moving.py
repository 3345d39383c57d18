"""Promise: whoever moved in signs in with the old password and the old app, whatever software kept
them, and every code works once."""

import pytest
from flask import Flask

from app.factors.models import TotpSecret
from app.users.models import User
from tests.clock import FrozenClock
from tests.person import Person
from tests.rows import rows
from tests.transfer.moving import apps_of, half, move_in

FILES = ("users.csv", "users.jsonl", "django.json", "flask-security.json", "keycloak.json")


def hash_of(app: Flask, email: str) -> str:
    [found] = [user.password_hash for user in rows(app, User) if user.email == email]
    return str(found)


@pytest.mark.parametrize("name", FILES)
def test_the_old_password_and_the_old_app_sign_in_and_a_code_works_once_r02(
    app: Flask, clock: FrozenClock, name: str
) -> None:
    told = move_in(app, name)
    people = apps_of(name)
    assert (told["failed"], told["withSecondFactor"]) == (0, len(people))
    clock.move(seconds=120)
    for each in people:
        visitor, code = half(app, clock, each), each.code(clock)
        assert visitor.verify(code).status_code == 200, each.email
        again = half(app, clock, each).verify(code)
        assert (again.status_code, again.json["code"]) == (400, "code_already_used")
        assert 0 < again.json["nextCodeIn"] <= each.period
        clock.move(seconds=each.period)
        assert half(app, clock, each).verify(each.code(clock)).status_code == 200


@pytest.mark.parametrize("name", FILES)
def test_the_first_right_login_makes_the_hash_ours_r40(
    app: Flask, clock: FrozenClock, name: str
) -> None:
    move_in(app, name)
    for each in apps_of(name):
        assert hash_of(app, each.email).startswith("hb1$p1$~")
        stranger = Person(app, clock, each.email)
        stranger.password = "not the password"
        assert stranger.log_in().status_code == 401
        assert hash_of(app, each.email).startswith("hb1$p1$~")
        half(app, clock, each)
        assert hash_of(app, each.email).startswith("hb1$p1$2b$04$")
        half(app, clock, each)


@pytest.mark.parametrize("name", ["users.csv", "django.json", "flask-security.json"])
def test_backup_codes_that_came_along_work_once_r20(
    app: Flask, clock: FrozenClock, name: str
) -> None:
    move_in(app, name)
    owners = [each for each in apps_of(name) if each.codes]
    assert owners
    for each in owners:
        for code in each.codes:
            assert half(app, clock, each).verify(code.upper()).status_code == 200
            used = half(app, clock, each).verify(code)
            assert (used.status_code, used.json["code"]) == (400, "code_already_used")


def test_secrets_of_uris_are_given_to_accounts_that_are_there(
    app: Flask, clock: FrozenClock
) -> None:
    people = apps_of("uris.txt")
    for each in people:
        Person(app, clock, each.email).register()
    told = move_in(app, "uris.txt", what="2fa")
    assert (told["imported"], told["format"]) == (3, "otpauth")
    clock.move(seconds=240)
    for each in people:
        assert half(app, clock, each).verify(each.code(clock)).status_code == 200


def test_a_code_that_the_old_software_saw_opens_nothing_here(
    app: Flask, clock: FrozenClock
) -> None:
    [kim, *_] = apps_of("keycloak.json")
    seen = kim.code(clock)
    move_in(app, "keycloak.json")
    answer = half(app, clock, kim).verify(seen)
    assert (answer.status_code, answer.json["code"]) == (400, "code_already_used")


def test_eight_digits_are_taken_on_every_surface(app: Flask, clock: FrozenClock) -> None:
    move_in(app, "users.csv")
    [ben] = [each for each in apps_of("users.csv") if each.digits == 8]
    clock.move(seconds=60)
    visitor = half(app, clock, ben)
    assert visitor.verify(ben.code(clock)).status_code == 200
    for path, field in (("reauth", "code"), ("2fa/backup-codes", "code"), ("2fa/disable", "token")):
        clock.move(seconds=ben.period)
        code = ben.code(clock)
        answer = visitor.post(path, {field: f"{code[:4]} {code[4:]}"})
        assert answer.status_code == 200, (path, answer.json)


def test_secrets_are_sealed_and_kept_with_their_parameters_r18(app: Flask) -> None:
    move_in(app, "users.csv")
    kept = {(row.algorithm, row.digits, row.period) for row in rows(app, TotpSecret)}
    assert kept == {("SHA1", 6, 30), ("SHA256", 8, 30), ("SHA512", 6, 60), ("SHA1", 6, 15)}
    assert all(row.sealed.startswith("v1.k1.") for row in rows(app, TotpSecret))


def test_names_roles_and_states_come_along(app: Flask, clock: FrozenClock) -> None:
    move_in(app, "django.json")
    found = {user.email: user for user in rows(app, User)}
    assert found["pia@django.example"].role == "admin"
    assert found["pia@django.example"].name == "Pia Django"
    off = found["off@django.example"]
    assert off.disabled_at is not None
    assert Person(app, clock, off.email).log_in().status_code == 401  # it has no password at all


def test_a_second_factor_by_mail_is_no_app(app: Flask, clock: FrozenClock) -> None:
    move_in(app, "flask-security.json")
    assert (
        Person(app, clock, "gus@flask.example").log_in().json["user"]["twoFactorEnabled"] is False
    )
