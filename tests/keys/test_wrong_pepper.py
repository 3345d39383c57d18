"""Promise: a PASSWORD_PEPPER of somewhere else stops the start, and refuses no right password."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest
from flask import Flask

from app import create_app
from app.config import ConfigError, Settings
from app.extensions import db
from tests.clock import FrozenClock
from tests.keys.conftest import Instance
from tests.person import Person
from tests.rows import execute

_OTHER = bytes(range(100, 132))


@pytest.fixture
def app(settings: Settings, clock: FrozenClock) -> Iterator[Flask]:
    made = create_app(settings, clock)
    yield made
    with made.app_context():
        db.engine.dispose()


def start(app: Flask, peppers: Mapping[str, bytes]) -> None:
    settings = replace(app.extensions["second_lock"].settings, password_pepper=peppers)
    made = create_app(settings, FrozenClock())
    with made.app_context():
        db.engine.dispose()


def refusal(app: Flask, peppers: Mapping[str, bytes]) -> str:
    with pytest.raises(ConfigError) as refused:
        start(app, peppers)
    assert "\n" not in str(refused.value)
    return str(refused.value)


@pytest.mark.parametrize("name", ["p1", "p2"])
def test_another_pepper_stops_the_start(app: Flask, ann: Person, name: str) -> None:
    told = refusal(app, {name: _OTHER})
    assert told.startswith("PASSWORD_PEPPER does not fit the database: ")
    assert name in told


def test_a_database_of_a_release_without_marks_tells_another_pepper(
    app: Flask, ann: Person
) -> None:
    execute(app, "DELETE FROM data_keys WHERE id LIKE 'pepper-%'")
    assert "no password was hashed under p2" in refusal(app, {"p2": _OTHER})
    start(app, app.extensions["second_lock"].settings.password_pepper)


def test_a_new_pepper_in_front_of_the_old_one_starts(app: Flask, ann: Person) -> None:
    held = app.extensions["second_lock"].settings.password_pepper
    start(app, {"p2": _OTHER, **held})
    start(app, {**held, "p2": _OTHER})
    assert "its key 'p2'" in refusal(app, {**held, "p2": bytes(range(50, 82))})


def test_a_start_without_the_pepper_of_all_hashes_stops_also_where_another_one_is_marked(
    app: Flask, ann: Person
) -> None:
    held = app.extensions["second_lock"].settings.password_pepper
    start(app, {**held, "p2": _OTHER})
    assert "no password was hashed under p2" in refusal(app, {"p2": _OTHER})
    start(app, held)


def test_a_database_without_accounts_takes_any_new_pepper(app: Flask) -> None:
    start(app, {"p2": _OTHER})


def test_a_fresh_pepper_of_a_rotation_is_known_at_once(instance: Instance) -> None:
    instance.start()
    instance.keys("rotate", "--only", "pepper")
    name = instance.current("PASSWORD_PEPPER")
    text = instance.key_file.read_text("utf-8")
    before = next(line for line in text.splitlines() if line.startswith("PASSWORD_PEPPER="))
    fresh, old = before.partition("=")[2].split(",")
    ids, keys = zip(*(each.split(":") for each in (fresh, old)), strict=True)
    swapped = f"PASSWORD_PEPPER={ids[0]}:{keys[1]},{ids[1]}:{keys[0]}"
    instance.key_file.write_text(text.replace(before, swapped))
    ended = instance.flask("users", "list")
    assert (ended.returncode, ended.stderr.count("\n")) == (1, 1)
    assert f"its key {name!r}" in ended.stderr
