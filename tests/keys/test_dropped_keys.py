"""Promise: what still lies under a dropped key is denied and written down, and all else works; a
key that is needed is not dropped (R86, R18, F08)."""

from flask import Flask

from app.factors.models import TotpSecret
from app.users.models import User
from tests.keys.conftest import Instance, at
from tests.person import Person
from tests.rows import events, execute, rows


def older(instance: Instance, name: str) -> list[str]:
    [held] = [each for each in instance.keys("status")["keys"] if each["name"] == name]
    return list(held["older"])


def test_r86_keys_that_nothing_needs_are_dropped_and_everyone_stays(
    instance: Instance, app: Flask, enrolled: Person
) -> None:
    old = instance.current("ENCRYPTION_KEYS")
    instance.keys("rotate", "--only", "encryption", "--only", "pepper")
    enrolled.other_browser().half()  # the hash gets the new pepper
    dropped = instance.drop_old("encryption", "pepper")["dropped"]
    assert dropped["ENCRYPTION_KEYS"] == [old]
    assert older(instance, "ENCRYPTION_KEYS") == older(instance, "PASSWORD_PEPPER") == []
    for server in (app, instance.start()):
        assert at(server, enrolled).is_signed_in()
        assert at(server, enrolled.other_browser()).half().verify().status_code == 200
        instance.clock.next_step()


def test_r86_a_pepper_that_a_hash_needs_is_not_dropped_and_nothing_else_is(
    instance: Instance, app: Flask, ann: Person
) -> None:
    instance.keys("rotate")
    before = instance.key_file.read_text("utf-8")
    instance.age_keys()
    refused = instance.flask("keys", "rotate", "--drop-old", "--yes", "--json")
    assert refused.returncode == 1
    [line] = refused.stderr.splitlines()
    assert line.startswith("Error: 1 password hashes still need an older PASSWORD_PEPPER")
    assert instance.key_file.read_text("utf-8") == before
    assert ann.log_in().status_code == 200


def test_r71_a_session_under_a_dropped_key_is_no_session_and_the_account_signs_in_again(
    instance: Instance, app: Flask, ann: Person
) -> None:
    ann.sign_in()
    half = ann.other_browser()
    instance.keys("rotate", "--only", "secret")
    half.sign_in()
    instance.drop_old("secret")
    assert not ann.is_signed_in()
    assert half.is_signed_in()
    assert ann.sign_in().is_signed_in()


def test_r18_a_secret_under_a_lost_key_is_denied_and_written_down(
    instance: Instance, app: Flask, enrolled: Person, bob: Person
) -> None:
    bob.sign_in().enable()
    sealed = {row.user_id: row.sealed for row in rows(app, TotpSecret)}
    instance.keys("rotate", "--only", "encryption")
    instance.drop_old("encryption")
    assert bob.is_signed_in()  # by now the server has let the old key go, which nothing needed
    for user_id, value in list(sealed.items())[:1]:  # a row of an old backup comes back
        sql = "UPDATE totp_secrets SET sealed = :sealed WHERE user_id = :id"
        execute(app, sql, sealed=value, id=user_id)
    outcomes = {
        person.email: person.other_browser().half().verify().status_code
        for person in (enrolled, bob)
    }
    assert sorted(outcomes.values()) == [200, 400]
    [noted] = events(app, "2fa.secret_unreadable")
    assert noted.subject_id == next(iter(sealed))


def test_r18_a_pending_secret_that_does_not_open_counts_as_none(
    instance: Instance, app: Flask, ann: Person
) -> None:
    ann.sign_in()
    ann.secret = ann.set_up()
    execute(app, "UPDATE totp_secrets SET user_id = user_id, sealed = 'v1.k9.AAAA'")
    assert ann.get("2fa/setup/qr.svg").status_code == 404
    answer = ann.post("2fa/enable", {"token": ann.code()})
    assert (answer.status_code, answer.json["code"]) == (409, "setup_not_started")
    assert [each.detail["surface"] for each in events(app, "2fa.secret_unreadable")] == [
        "setup",
        "setup",
    ]


def test_a_password_under_a_lost_pepper_is_refused_like_a_wrong_one(
    instance: Instance, app: Flask, ann: Person, bob: Person
) -> None:
    [row, _] = rows(app, User)
    execute(
        app,
        "UPDATE users SET password_hash = :hash WHERE id = :id",
        hash=row.password_hash.replace("hb1$k", "hb1$gone"),
        id=row.id,
    )
    codes = {each.log_in().status_code for each in (ann, bob)}
    assert codes == {200, 401}
