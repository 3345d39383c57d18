"""Promise: keys are made once, however many workers start together, for their owner alone."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from app.config import ROOT, ConfigError, load_settings
from app.config.keyfile import KEY_NAMES, ensure_keys, generate_keys
from tests.racing import race

# One parent imports the product, twenty children start at the same byte of a pipe.
_TWENTY = """
import os, pathlib, sys
from app.config.keyfile import ensure_keys
gate, start = os.pipe()
for _ in range(20):
    if os.fork() == 0:
        os.close(start)
        os.read(gate, 1)
        os.write(1, (repr(ensure_keys(pathlib.Path(sys.argv[1]))) + os.linesep).encode())
        os._exit(0)
os.close(start)
sys.exit(any(os.wait()[1] for _ in range(20)))
"""


def test_twenty_threads_that_start_together_share_one_set(tmp_path: Path) -> None:
    folder = tmp_path / "instance"
    found = race([lambda: ensure_keys(folder)] * 20)
    assert all(each == found[0] for each in found)
    assert set(found[0]) == set(KEY_NAMES)
    assert [path.name for path in folder.iterdir()] == ["keys.env"]


def test_twenty_processes_that_start_together_share_one_set(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", _TWENTY, str(tmp_path / "instance")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    found = ended.stdout.splitlines()
    assert len(found) == 20
    assert len(set(found)) == 1


def test_only_the_owner_can_read_them_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        ensure_keys(tmp_path / "instance")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "instance" / "keys.env").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "instance").stat().st_mode) == 0o700


def test_a_second_start_reads_the_same_keys(tmp_path: Path) -> None:
    one, other = (load_settings({"INSTANCE_DIR": str(tmp_path)}) for _ in range(2))
    assert one == other
    assert one.secret_key == other.secret_key


def test_another_instance_has_other_keys(tmp_path: Path) -> None:
    one, other = (ensure_keys(tmp_path / name) for name in "ab")
    assert not set(one.values()) & set(other.values())


def test_a_key_in_the_environment_wins_over_the_generated_one(tmp_path: Path) -> None:
    own = generate_keys()["SECRET_KEY"]
    found = load_settings({"INSTANCE_DIR": str(tmp_path), "SECRET_KEY": own})
    assert found.secret_key == (own,)
    assert found.twofa_secret_key == (ensure_keys(tmp_path)["TWOFA_SECRET_KEY"],)


def test_all_four_generated_keys_differ_r85() -> None:
    keys = generate_keys()
    assert len(set(keys.values())) == 4
    assert keys.keys() == set(KEY_NAMES)


def test_a_damaged_key_file_stops_the_start_r85(tmp_path: Path) -> None:
    ensure_keys(tmp_path)
    (tmp_path / "keys.env").write_text("SECRET_KEY=")
    with pytest.raises(ConfigError):
        load_settings({"INSTANCE_DIR": str(tmp_path)})


def test_a_folder_that_cannot_be_made_stops_the_start_with_one_line_r85(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match="INSTANCE_DIR cannot hold the keys"):
        load_settings({"INSTANCE_DIR": str(tmp_path / "file" / "instance")})
