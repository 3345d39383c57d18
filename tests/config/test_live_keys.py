"""Promise: keys of `keys.env` are followed as soon as the file changes, and read only then (R86,
R71)."""

import threading
from dataclasses import replace
from pathlib import Path

import pytest

from app.config import LiveKeys, Settings, key_file_of, load_settings
from app.config.keyfile import KeyFile
from app.config.rotation import add_fresh_keys, drop_old_keys
from tests.racing import race

_PUBLIC = {"PUBLIC_URL": "https://login.example.com"}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings({"INSTANCE_DIR": str(tmp_path)})


@pytest.fixture
def file(settings: Settings) -> KeyFile:
    found = key_file_of(settings, {})
    assert found is not None
    return found


def test_r86_a_new_key_is_in_force_at_the_next_use(settings: Settings, file: KeyFile) -> None:
    keys = LiveKeys(settings, file, lambda present: present)
    assert keys.current().secret_key == settings.secret_key
    add_fresh_keys(file, ["SECRET_KEY", "ENCRYPTION_KEYS"])
    now = keys.current()
    assert now.secret_key[1:] == settings.secret_key
    assert list(now.encryption_keys)[1:] == list(settings.encryption_keys)
    assert now.password_pepper == settings.password_pepper
    drop_old_keys(file, ["SECRET_KEY"])
    assert keys.current().secret_key == now.secret_key[:1]


def test_a_file_that_changed_between_start_and_first_use_is_not_missed(
    settings: Settings, file: KeyFile
) -> None:
    add_fresh_keys(file, ["SECRET_KEY"])
    keys = LiveKeys(settings, file, lambda present: present)
    assert len(keys.current().secret_key) == 2


def test_r71_a_file_that_stays_the_same_is_read_once(settings: Settings, file: KeyFile) -> None:
    made: list[Settings] = []

    def note(present: Settings) -> Settings:
        made.append(present)
        return present

    keys = LiveKeys(settings, file, note)
    race([lambda: [keys.current() for _ in range(100)]] * 20)
    assert len(made) == 2  # at the start, and at the first use


def test_r86_readers_see_one_whole_set_and_never_an_older_one(
    settings: Settings, file: KeyFile
) -> None:
    keys = LiveKeys(settings, file, lambda present: present)

    def read() -> bool:
        sizes = [
            (len(each.secret_key), len(each.encryption_keys), len(each.password_pepper))
            for each in (keys.current() for _ in range(2000))
        ]
        return all(len(set(each)) == 1 for each in sizes) and sizes == sorted(sizes)

    def write() -> bool:
        for _ in range(5):
            add_fresh_keys(file, ["SECRET_KEY", "ENCRYPTION_KEYS", "PASSWORD_PEPPER"])
        return True

    assert all(race([*[read] * 8, write]))
    assert len(keys.current().secret_key) == 6


def test_r86_nobody_goes_on_with_older_keys_while_one_reads_the_new_ones(
    settings: Settings, file: KeyFile
) -> None:
    reading, go = threading.Event(), threading.Event()

    def make(present: Settings) -> Settings:
        if len(present.secret_key) == 2:
            reading.set()
            go.wait(10)
        return present

    keys = LiveKeys(settings, file, make)
    keys.current()
    add_fresh_keys(file, ["SECRET_KEY"])

    def second() -> int:
        reading.wait(10)
        threading.Timer(0.2, go.set).start()
        return len(keys.current().secret_key)

    assert race([lambda: len(keys.current().secret_key), second]) == [2, 2]


@pytest.mark.parametrize("text", ["", "SECRET_KEY=short\n", "nonsense", "ENCRYPTION_KEYS=k:x\n"])
def test_r85_a_damaged_file_leaves_the_keys_in_memory_and_is_logged(
    settings: Settings, file: KeyFile, text: str, caplog: pytest.LogCaptureFixture
) -> None:
    keys = LiveKeys(settings, file, lambda present: present)
    before = keys.current()
    file.path.write_text(text)
    for _ in range(3):
        assert keys.current() is before
    [line] = [each.getMessage() for each in caplog.records]
    assert "keys.env was not taken over" in line


def test_a_file_that_is_gone_leaves_the_keys_in_memory(settings: Settings, file: KeyFile) -> None:
    keys = LiveKeys(settings, file, lambda present: present)
    file.path.unlink()
    assert keys.current() == settings


def test_a_key_of_the_environment_is_never_replaced_by_the_file(
    settings: Settings, file: KeyFile
) -> None:
    environ = {
        "INSTANCE_DIR": str(file.path.parent),
        "SECRET_KEY": "q-" * 3 + "0123456789abcdefghij!x?y+z",
    }
    own = load_settings(environ)
    narrow = key_file_of(own, environ)
    assert narrow is not None
    assert "SECRET_KEY" not in narrow.names
    add_fresh_keys(file, ["SECRET_KEY", "PASSWORD_PEPPER"])
    now = LiveKeys(own, narrow, lambda present: present).current()
    assert now.secret_key == own.secret_key
    assert len(now.password_pepper) == 2


def test_a_public_instance_has_no_key_file(settings: Settings) -> None:
    assert key_file_of(replace(settings, public_url=_PUBLIC["PUBLIC_URL"]), {}) is None
