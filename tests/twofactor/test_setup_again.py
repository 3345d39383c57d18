"""Promise: what was scanned stays good until its owner asks for another one."""

from functools import partial
from pathlib import Path

import pytest

from app.config import Settings
from app.factors.models import TotpSecret
from tests import oath
from tests.conftest import Backend, settings_for
from tests.person import Person
from tests.racing import race
from tests.rows import events, execute, rows


@pytest.fixture
def settings(backend: Backend, tmp_path: Path) -> Settings:
    return settings_for(backend, tmp_path, fresh_seconds=3600)


def same_browser(person: Person) -> Person:
    """Another tab of the browser that is signed in already."""
    tab = person.other_browser()
    tab.use_cookie("second_lock_session", person.held_cookie("second_lock_session"))
    return tab


def enable(person: Person, secret: str) -> int:
    code = oath.code(secret, person.clock.now())
    return person.post("2fa/enable", {"token": code}).status_code


def test_the_session_that_asks_again_gets_the_same_secret(ann: Person) -> None:
    first = ann.sign_in().post("2fa/setup", {})
    ann.clock.move(seconds=100)
    again = same_browser(ann).post("2fa/setup", {})
    assert again.json == first.json
    assert len(events(ann.app, "2fa.setup_started")) == 1
    assert enable(ann, first.json["secret"]) == 200


def test_asking_again_gives_the_full_time_again(ann: Person) -> None:
    secret = ann.sign_in().set_up()
    for _ in range(3):
        ann.clock.move(seconds=599)
        answer = ann.post("2fa/setup", {})
        assert (answer.json["secret"], answer.json["expiresIn"]) == (secret, 600)
    ann.clock.move(seconds=599)
    assert ann.get("2fa/setup/qr.svg").status_code == 200
    ann.clock.move(seconds=1)
    assert ann.get("2fa/setup/qr.svg").status_code == 404


def test_past_its_time_there_is_a_new_one(ann: Person) -> None:
    secret = ann.sign_in().set_up()
    ann.clock.move(seconds=600)
    new = ann.set_up()
    assert new != secret
    assert enable(ann, secret) == 400
    assert enable(ann, new) == 200


def test_restart_makes_a_new_one(ann: Person) -> None:
    secret = ann.sign_in().set_up()
    new = ann.set_up(restart=True)
    assert new != secret
    assert ann.set_up() == new
    assert enable(ann, secret) == 400
    assert enable(ann, new) == 200


def test_a_setup_of_another_session_replaces_it(ann: Person) -> None:
    mine = ann.sign_in().set_up()
    theirs = ann.other_browser().sign_in().set_up()
    assert theirs != mine
    assert enable(ann, mine) == 409
    assert ann.set_up() not in (mine, theirs)
    assert len(rows(ann.app, TotpSecret)) == 1


def test_the_replacement_of_a_live_one_waits_as_well(enrolled: Person) -> None:
    new = enrolled.set_up(replace=True)
    assert enrolled.set_up(replace=True) == new
    assert enrolled.post("2fa/setup", {}).json["code"] == "already_enabled"
    assert enrolled.set_up(replace=True, restart=True) != new


def test_a_step_up_in_between_keeps_it(ann: Person) -> None:
    secret = ann.sign_in().set_up()
    ann.clock.move(seconds=400)
    ann.reauth(password=ann.password)
    assert ann.set_up() == secret


def test_a_secret_that_cannot_be_read_makes_way_for_a_new_one(ann: Person) -> None:
    secret = ann.sign_in().set_up()
    execute(ann.app, "UPDATE totp_secrets SET sealed = replace(sealed, '.', '.x')")
    new = ann.set_up()
    assert new != secret
    assert len(events(ann.app, "2fa.secret_unreadable")) == 1
    assert enable(ann, new) == 200


@pytest.mark.parametrize("body", [{}, {"replace": True}])
def test_setups_that_race_get_one_secret(ann: Person, body: dict[str, bool]) -> None:
    ann.sign_in()
    tabs = [same_browser(ann) for _ in range(8)]
    secrets = race([partial(tab.set_up, **body) for tab in tabs])
    assert len(set(secrets)) == 1
    assert len(rows(ann.app, TotpSecret)) == 1
    assert len(events(ann.app, "2fa.setup_started")) == 1
    assert enable(ann, secrets[0]) == 200


def test_restarts_that_race_leave_one_secret_that_works(ann: Person) -> None:
    ann.sign_in().set_up()
    tabs = [same_browser(ann) for _ in range(8)]
    secrets = race([partial(tab.set_up, restart=True) for tab in tabs])
    assert len(set(secrets)) == len(tabs)
    last = ann.set_up()
    assert last in secrets
    assert enable(ann, last) == 200
