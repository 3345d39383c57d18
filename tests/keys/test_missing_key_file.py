"""Promise: `keys.env` is made for a new instance alone, and a server goes on with the keys that fit
its database, whatever becomes of the file."""

import shutil
from pathlib import Path

import pytest
from flask import Flask

from app.config import ConfigError, load_settings
from app.config.keyfile import ensure_keys
from app.keys.fitting import holds_keyed
from tests.config.test_start_refused import start
from tests.keys.conftest import Instance
from tests.person import Person

ANOTHER = "another instance's"


def damage(file: Path, how: str) -> None:
    """Do to a key file what happens to files."""
    text = file.read_text("utf-8")
    if how == "gone":
        file.unlink()
    elif how == ANOTHER:
        file.unlink()
        ensure_keys(file.parent)
    elif how == "other bytes by the same ids":
        other = ensure_keys(file.parent / "other")
        ids = dict(line.split("=", 1) for line in text.splitlines())
        for name in ("ENCRYPTION_KEYS", "PASSWORD_PEPPER"):
            other[name] = ids[name].partition(":")[0] + ":" + other[name].partition(":")[2]
        file.write_text("".join(f"{name}={value}\n" for name, value in other.items()))
    else:
        file.write_bytes({"empty": b"", "half": text[:150].encode(), "bytes": b"\xff\xfe"}[how])


@pytest.mark.parametrize(
    "how", ["gone", "empty", "half", "bytes", ANOTHER, "other bytes by the same ids"]
)
def test_a_running_server_keeps_its_keys_and_says_so_once(
    instance: Instance, app: Flask, ann: Person, how: str, caplog: pytest.LogCaptureFixture
) -> None:
    """The account has no second factor: a password hash alone has to tell that keys do not fit."""
    ann.sign_in()
    before = instance.key_file.read_text("utf-8")
    damage(instance.key_file, how)
    for _ in range(3):
        assert ann.is_signed_in()
    assert ann.other_browser().sign_in().is_signed_in()
    [line] = [each.getMessage() for each in caplog.records if each.levelname == "ERROR"]
    assert line.startswith(f"{instance.key_file} was not taken over")
    instance.key_file.write_text(before)
    assert ann.is_signed_in()


@pytest.mark.parametrize("how", [ANOTHER, "other bytes by the same ids"])
def test_a_second_factor_tells_keys_that_do_not_fit(
    instance: Instance, app: Flask, enrolled: Person, how: str
) -> None:
    pepper = instance.key_file.read_text("utf-8").splitlines()[3]
    damage(instance.key_file, how)
    lines = instance.key_file.read_text("utf-8").splitlines()
    instance.key_file.write_text("\n".join([*lines[:3], pepper]))
    assert enrolled.is_signed_in()
    assert enrolled.other_browser().half().verify().status_code == 200


def test_no_command_makes_new_keys_beside_a_database_in_use(
    instance: Instance, app: Flask, ann: Person
) -> None:
    shutil.rmtree(instance.key_file.parent)
    ended = start(instance.key_file.parent, "-m", "flask", "users", "list", **instance.environ)
    assert (ended.returncode, ended.stdout, ended.stderr.count("\n")) == (1, "", 1)
    assert f"{instance.key_file} is missing" in ended.stderr
    assert not instance.key_file.parent.exists()
    assert instance.flask("keys", "generate").returncode == 0
    assert not instance.key_file.parent.exists()


def test_a_database_without_accounts_gets_keys(instance: Instance, tmp_path: Path) -> None:
    database = instance.environ["DATABASE_URL"]
    for address in (database, f"sqlite:///{tmp_path / 'none.db'}"):
        assert holds_keyed(address) is False
    assert not (tmp_path / "none.db").exists()
    load_settings(instance.environ, is_used=holds_keyed)
    assert instance.key_file.exists()


def test_a_worker_that_was_slow_to_start_reads_the_keys_of_the_quick_one(tmp_path: Path) -> None:
    """It found no file; when it has looked at the database, somebody has registered there."""

    def is_used() -> bool:
        ensure_keys(tmp_path)
        return True

    found = ensure_keys(tmp_path, is_used=is_used)
    assert found == ensure_keys(tmp_path)


def test_keys_of_the_environment_need_no_file(instance: Instance, app: Flask, ann: Person) -> None:
    given = dict(line.split("=", 1) for line in instance.key_file.read_text().splitlines())
    instance.key_file.unlink()
    load_settings({**instance.environ, **given}, is_used=holds_keyed)
    assert not instance.key_file.exists()
    del given["PASSWORD_PEPPER"]
    with pytest.raises(ConfigError, match=r"keys\.env is missing"):
        load_settings({**instance.environ, **given}, is_used=holds_keyed)


@pytest.mark.parametrize(
    ("how", "says"), [("empty", "SECRET_KEY is missing"), ("bytes", "no text")]
)
def test_a_damaged_file_is_named_at_the_start(tmp_path: Path, how: str, says: str) -> None:
    ensure_keys(tmp_path)
    damage(tmp_path / "keys.env", how)
    with pytest.raises(ConfigError, match=says) as refused:
        load_settings({"INSTANCE_DIR": str(tmp_path)})
    assert str(refused.value).startswith(str(tmp_path / "keys.env"))
