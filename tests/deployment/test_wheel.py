"""Promise: the wheel holds page, migrations and `wsgi`, below one name; each build of a tree gives
the same bytes, also from the sdist; without the page there is no wheel."""

import os
import shutil
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest

from tests.deployment.installed import build, wheel
from tests.live import ROOT

_PARTS = ("app", "migrations", "frontend/dist")
_FILES = ("pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", "wsgi.py", ".gitignore")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of what goes into the wheel, with other times and modes."""
    folder = tmp_path / "tree"
    for part in (*_PARTS, "deploy/release"):
        shutil.copytree(ROOT / part, folder / part, copy_function=shutil.copyfile)
    for name in _FILES:
        shutil.copyfile(ROOT / name, folder / name)
    os.utime(folder / "wsgi.py", (1, 1))
    (folder / "app" / "__init__.py").chmod(0o600)
    return folder


def _program() -> set[str]:
    """What a server of the checkout reads."""
    found = {
        path.relative_to(ROOT)
        for part in _PARTS
        for path in (ROOT / part).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    return {"wsgi.py", *(str(each) for each in found)}


def test_the_wheel_holds_what_a_server_reads_and_nothing_else() -> None:
    names = set(zipfile.ZipFile(wheel()).namelist())
    program = {each.removeprefix("second_lock/program/") for each in names if "/program/" in each}
    assert program == _program()
    others = {each for each in names if "/program/" not in each}
    assert {each.partition("/")[0] for each in others} == {
        "second_lock",
        f"second_lock-{_version()}.dist-info",
    }
    assert [each for each in others if each.startswith("second_lock/")] == [
        "second_lock/__init__.py"
    ]


def _version() -> str:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return str(project["version"])


def test_each_build_gives_the_same_bytes_also_from_the_sdist(tree: Path, tmp_path: Path) -> None:
    assert build(tree, tmp_path / "second").returncode == 0
    assert (tmp_path / "second" / wheel().name).read_bytes() == wheel().read_bytes()
    for folder in ("third", "fourth"):
        assert build(tree, tmp_path / folder, "sdist").returncode == 0
    [sdist] = (tmp_path / "third").iterdir()
    assert sdist.read_bytes() == (tmp_path / "fourth" / sdist.name).read_bytes()
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    assert build(tmp_path / sdist.name.removesuffix(".tar.gz"), tmp_path / "fifth").returncode == 0
    assert (tmp_path / "fifth" / wheel().name).read_bytes() == wheel().read_bytes()


@pytest.mark.parametrize("kind", ["wheel", "sdist"])
def test_without_the_page_the_build_fails_with_one_line(
    tree: Path, tmp_path: Path, kind: str
) -> None:
    (tree / "frontend" / "dist" / "index.html").unlink()
    done = build(tree, tmp_path / "none", kind)
    assert done.returncode == 1
    told = [line for line in done.stderr.splitlines() if line and not line.startswith("[")]
    assert told == ["The page is not built: run `make build`, then build the wheel."]
    assert not list((tmp_path / "none").glob("*"))
