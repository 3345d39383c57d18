"""Promise: what npm installs runs nothing: no package of a stranger gets a script of its own."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from app.config import ROOT


def _packages() -> list[Path]:
    """Every folder of ours that has a package.json."""
    found = []
    for folder, below, files in os.walk(ROOT):
        below[:] = [each for each in below if each != "node_modules" and not each.startswith(".")]
        if "package.json" in files:
            found.append(Path(folder).relative_to(ROOT))
    return sorted(found)


def _install(folder: Path) -> None:
    """Install a package that leaves a trace if one of its scripts is run."""
    stranger = folder / "stranger"
    stranger.mkdir()
    scripts = dict.fromkeys(("preinstall", "install", "postinstall"), f"touch {folder / 'ran'}")
    package = {"name": "stranger", "version": "1.0.0", "scripts": scripts}
    (stranger / "package.json").write_text(json.dumps(package))
    asks = {"name": "ours", "version": "1.0.0", "dependencies": {"stranger": "file:stranger"}}
    (folder / "package.json").write_text(json.dumps(asks))
    command = ["npm", "install", "--offline", "--no-audit", "--no-fund"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    assert (folder / "node_modules" / "stranger" / "package.json").exists()


@pytest.mark.parametrize("package", _packages(), ids=str)
def test_npm_runs_no_script_of_what_it_installs(package: Path, tmp_path: Path) -> None:
    shutil.copy(ROOT / package / ".npmrc", tmp_path)
    _install(tmp_path)
    assert not (tmp_path / "ran").exists()


def test_every_package_has_a_lock_and_set_up_installs_no_other_way() -> None:
    packages = _packages()
    assert {Path("frontend"), Path("tests/postman")} <= set(packages)
    assert all((ROOT / package / "package-lock.json").exists() for package in packages)
    installs = re.findall(r"npm (?:ci|i|install)\b.*", (ROOT / "Makefile").read_text())
    assert len(installs) == len(packages)
    assert all(line.startswith("npm ci --ignore-scripts ") for line in installs)
