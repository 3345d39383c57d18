"""Promise: a rotation of every key logs nobody out and refuses no code, on servers that began
before it and on those that began after it (R86, F08)."""

from flask import Flask

from app.factors.models import TotpSecret
from app.users.models import User
from tests.keys.conftest import Instance, at
from tests.person import Person, mails, text_of
from tests.rows import rows


def stored(person: Person) -> str:
    return str(rows(person.app, User)[0].password_hash)


def test_r86_sessions_go_on_at_the_old_and_at_the_new_server(
    instance: Instance, ann: Person
) -> None:
    ann.sign_in()
    instance.keys("rotate")
    assert ann.is_signed_in()
    assert at(instance.start(), ann).is_signed_in()


def test_r86_the_old_server_knows_sessions_of_the_new_one(
    instance: Instance, app: Flask, ann: Person
) -> None:
    instance.keys("rotate")
    later = at(instance.start(), ann).sign_in()
    assert at(app, later).is_signed_in()


def test_r71_the_old_server_signs_under_the_new_key_at_once(
    instance: Instance, app: Flask, ann: Person
) -> None:
    instance.keys("rotate")
    ann.sign_in()
    instance.drop_old("secret", "twofa")
    assert ann.is_signed_in()
    assert at(instance.start(), ann).is_signed_in()


def test_r86_half_finished_logins_go_on_both_ways(
    instance: Instance, app: Flask, enrolled: Person
) -> None:
    before = enrolled.other_browser().half()
    instance.keys("rotate")
    new = instance.start()
    assert at(new, before).verify().status_code == 200
    instance.clock.next_step()
    after = at(new, enrolled.other_browser()).half()
    assert at(app, after).verify().status_code == 200


def test_r86_authenticator_codes_are_taken_by_both_servers(
    instance: Instance, app: Flask, enrolled: Person
) -> None:
    sealed = rows(app, TotpSecret)[0].sealed
    assert instance.keys("rotate")["resealed"]["totp_secrets.sealed"] == 1
    assert rows(app, TotpSecret)[0].sealed != sealed
    for server in (app, instance.start()):
        at(server, enrolled.other_browser()).sign_in()


def test_r86_backup_codes_are_taken_by_both_servers(
    instance: Instance, app: Flask, enrolled: Person
) -> None:
    assert instance.keys("rotate")["resealed"]["data_keys.sealed"] >= 1
    for number, server in enumerate((app, instance.start())):
        half = at(server, enrolled.other_browser()).half()
        assert half.verify(enrolled.backup_codes[number]).status_code == 200
        assert half.post("2fa/verify-login", {"code": enrolled.backup_codes[number]})


def test_r86_passwords_are_taken_by_both_servers_and_get_the_new_pepper(
    instance: Instance, app: Flask, ann: Person
) -> None:
    old = instance.current("PASSWORD_PEPPER")
    assert stored(ann).startswith(f"hb1${old}$")
    instance.keys("rotate")
    new = instance.current("PASSWORD_PEPPER")
    assert ann.log_in().status_code == 200
    assert stored(ann).startswith(f"hb1${new}$")
    assert at(instance.start(), ann.other_browser()).log_in().status_code == 200
    assert ann.other_browser().log_in().status_code == 200


def test_r86_links_in_mails_that_wait_go_out_and_work(
    instance: Instance, app: Flask, person: Person
) -> None:
    person.post("register", {"email": person.email, "password": person.password})
    assert instance.keys("rotate")["resealed"]["outbox.sealed"] == 1
    assert "#token=" in text_of(mails(app, instance.clock.now())[-1])


def test_r86_what_the_old_server_seals_afterwards_lies_under_the_new_key(
    instance: Instance, app: Flask, ann: Person
) -> None:
    ann.sign_in()
    instance.keys("rotate")
    ann.enable()
    new = instance.current("ENCRYPTION_KEYS")
    assert rows(app, TotpSecret)[0].sealed.startswith(f"v1.{new}.")
    assert ann.other_browser().half().verify().status_code == 200


def test_r86_many_rotations_in_a_row_keep_everyone(
    instance: Instance, app: Flask, enrolled: Person
) -> None:
    for _ in range(3):
        instance.keys("rotate")
    assert enrolled.is_signed_in()
    assert enrolled.other_browser().half().verify().status_code == 200
