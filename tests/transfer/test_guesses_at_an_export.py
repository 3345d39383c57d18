"""Promise: a guess at the passphrase of an export takes 128 MiB of memory."""

import os
from pathlib import Path

from tests.commands import run_flask


def test_a_command_seals_its_export_by_scrypt_of_128_mib(tmp_path: Path) -> None:
    environment = {"PATH": os.environ["PATH"], "INSTANCE_DIR": str(tmp_path)}
    file = tmp_path / "all.sealed"
    assert run_flask(("db", "upgrade"), environment).returncode == 0
    command = ("users", "export", str(file), "--passphrase-stdin")
    assert run_flask(command, environment, "a long passphrase\n").returncode == 0
    # N is 2**17 and r is 8: scrypt takes 128 · r · N bytes (RFC 7914).
    assert file.read_text().startswith("second-lock-export v1 scrypt:17:")
