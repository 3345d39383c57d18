"""Promise: a release names each part that it ships, with its licence, and the sum of each file; two
releases of one commit are the same bytes."""

import hashlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from tests.live import ROOT

_VERSION = re.findall(r'^version = "(.+)"$', (ROOT / "pyproject.toml").read_text(), re.M)


def _make(folder: Path) -> Path:
    command = [sys.executable, "-m", "deploy.release", str(folder)]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "1767225600"}
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
    return folder


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _make(tmp_path_factory.mktemp("release"))


def _bill(release: Path) -> dict[str, Any]:
    [file] = release.glob("*.cdx.json")
    found: dict[str, Any] = json.loads(file.read_text())
    return found


def test_the_version_stands_in_one_place_and_names_each_file(release: Path) -> None:
    [version] = _VERSION
    names = {each.name for each in release.iterdir()} - {"SHA256SUMS"}
    assert len(names) == 5
    assert all(version in name for name in names)
    assert _bill(release)["metadata"]["component"]["version"] == version
    assert f"## {version}\n" in (ROOT / "docs" / "upgrading.md").read_text()


def test_the_sums_are_those_of_the_files(release: Path) -> None:
    lines = (release / "SHA256SUMS").read_text().splitlines()
    told = {name: digest for digest, name in (line.split("  ") for line in lines)}
    files = [each for each in release.iterdir() if each.name != "SHA256SUMS"]
    assert told == {each.name: hashlib.sha256(each.read_bytes()).hexdigest() for each in files}


def test_two_releases_of_one_commit_are_the_same(release: Path, tmp_path: Path) -> None:
    again = _make(tmp_path / "again")
    assert (again / "SHA256SUMS").read_text() == (release / "SHA256SUMS").read_text()


def test_the_bill_names_each_locked_package_and_what_the_page_bundles(release: Path) -> None:
    [file] = release.glob("*.cdx.json")
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(file.read_text()) is None
    bill = _bill(release)
    named = {each["purl"].partition("@")[0] for each in bill["components"]}
    assert {"pkg:pypi/flask", "pkg:pypi/argon2-cffi", "pkg:npm/preact"} <= named
    asked = {each["ref"]: each.get("dependsOn", []) for each in bill["dependencies"]}
    assert set(asked) == {each["bom-ref"] for each in _with_root(bill)}
    [flask] = [ref for ref in asked if ref.startswith("pkg:pypi/flask@")]
    assert any(each.startswith("pkg:pypi/werkzeug@") for each in asked[flask])


def _with_root(bill: dict[str, Any]) -> list[dict[str, Any]]:
    return [bill["metadata"]["component"], *bill["components"]]


def test_each_part_has_a_licence(release: Path) -> None:
    [file] = release.glob("*-licences.txt")
    rows = [re.split(r"  +", line, maxsplit=2) for line in file.read_text().splitlines()]
    assert {row[0] for row in rows} == {each["name"] for each in _bill(release)["components"]}
    assert [row for row in rows if row[2] == "not stated"] == []
