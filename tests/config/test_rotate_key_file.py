"""Promise: keys.env is replaced whole, keeps its mode, owner and other lines, and one rotation runs
at a time (R86)."""

import os
import stat
from pathlib import Path

import pytest

from app.config import ConfigError
from app.config.keyfile import KEY_NAMES, KeyFile, ensure_keys
from app.config.rotation import add_fresh_keys, drop_old_keys, one_rotation
from tests.racing import race


@pytest.fixture
def file(tmp_path: Path) -> KeyFile:
    ensure_keys(tmp_path)
    return KeyFile(tmp_path / "keys.env", KEY_NAMES)


def test_r86_the_fresh_key_comes_first_and_the_old_ones_stay(file: KeyFile) -> None:
    before = file.read()
    add_fresh_keys(file, KEY_NAMES)
    after = file.read()
    for name in KEY_NAMES:
        fresh, old = after[name].split(",")
        assert old == before[name] != fresh
    drop_old_keys(file, ["SECRET_KEY"])
    assert file.read()["SECRET_KEY"] == after["SECRET_KEY"].split(",")[0]
    assert file.read()["PASSWORD_PEPPER"] == after["PASSWORD_PEPPER"]


def test_r86_mode_and_other_lines_stay_and_nothing_is_left_beside_it(file: KeyFile) -> None:
    with file.path.open("a") as out:
        out.write("# made by hand\nOTHER=value\n")
    before = os.umask(0)
    try:
        add_fresh_keys(file, KEY_NAMES)
    finally:
        os.umask(before)
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o600
    assert file.path.read_text("utf-8").endswith("# made by hand\nOTHER=value\n")
    assert [path.name for path in file.path.parent.iterdir()] == ["keys.env"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_r86_a_rotation_by_root_leaves_the_file_to_its_owner(file: KeyFile) -> None:
    os.chown(file.path, 65534, 65534)
    add_fresh_keys(file, ["SECRET_KEY"])
    found = file.path.stat()
    assert (found.st_uid, found.st_gid) == (65534, 65534)


def test_r86_whoever_began_to_read_reads_the_old_file_to_its_end(file: KeyFile) -> None:
    before = file.path.read_text("utf-8")
    with file.path.open() as begun:
        add_fresh_keys(file, KEY_NAMES)
        assert begun.read() == before
    assert file.path.read_text("utf-8") != before


def test_r86_whoever_reads_meanwhile_reads_a_whole_file(file: KeyFile) -> None:
    def read() -> bool:
        return all(
            len({len(value.split(",")) for value in file.read().values()}) == 1 for _ in range(500)
        )

    def write() -> bool:
        for _ in range(20):
            add_fresh_keys(file, KEY_NAMES)
        return True

    assert all(race([*[read] * 4, write]))


def test_r86_a_second_rotation_at_the_same_time_is_refused(file: KeyFile) -> None:
    with (
        one_rotation(file),
        pytest.raises(ConfigError, match="another rotation"),
        one_rotation(file),
    ):
        pass
    with one_rotation(file):
        pass


def test_a_full_disk_leaves_the_old_file(file: KeyFile, monkeypatch: pytest.MonkeyPatch) -> None:
    before = file.path.read_text("utf-8")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ConfigError, match="INSTANCE_DIR cannot hold the keys: No space"):
        add_fresh_keys(file, KEY_NAMES)
    assert file.path.read_text("utf-8") == before
    assert [path.name for path in file.path.parent.iterdir()] == ["keys.env"]
