"""Promise: a lock is installed as it stands, by the oldest pip, whatever was released since.

The registry is a folder of stand-ins: a locked wheel holds what the real one asks for and nothing
else; of each package there are two newer releases, the nearest and one beyond every bound.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import venv
import zipfile
from importlib.metadata import distributions
from pathlib import Path

import pytest

from app.config import ROOT

_ENTRY = re.compile(r"^([\w.-]+)==(\S+)(.*) \\\n(?:    --hash=\S+(?: \\)?\n)+", re.M)
_LOCKS = ("requirements.txt", "requirements-dev.txt")
_PIP = "tests/deployment/oldest-pip.txt"


def _publish(registry: Path, name: str, version: str, metadata: str) -> str:
    """Put a wheel without content into the registry; return its hash."""
    stem = f"{name.replace('-', '_')}-{version}"
    wheel = registry / name / f"{stem}-py3-none-any.whl"
    wheel.parent.mkdir(exist_ok=True)
    tag = "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    with zipfile.ZipFile(wheel, "w") as archive:
        for file, text in {"METADATA": metadata, "WHEEL": tag, "RECORD": ""}.items():
            archive.writestr(zipfile.ZipInfo(f"{stem}.dist-info/{file}"), text)
    with (wheel.parent / "index.html").open("a") as index:
        index.write(f'<a href="{wheel.name}">{wheel.name}</a>\n')
    return hashlib.sha256(wheel.read_bytes()).hexdigest()


def _stand_in(lock: str, registry: Path) -> str:
    """Publish what a lock names, and something newer of each; return it with their hashes."""
    here = {re.sub(r"[-_.]+", "-", each.name).lower(): each for each in distributions()}

    def published(entry: re.Match[str]) -> str:
        name, version, marker = entry.groups()
        found = here.get(name)
        if found is None or found.version != version:
            return entry[0]  # it is for other systems, and pip passes it by
        for newer in (f"{version}.post9999", "9999"):
            text = f"Metadata-Version: 2.1\nName: {name}\nVersion: {newer}\n"
            _publish(registry, name, newer, text)
        asks, _, _ = str(found.read_text("METADATA")).partition("\n\n")  # without its long words
        digest = _publish(registry, name, version, f"{asks}\n")
        return f"{name}=={version}{marker} --hash=sha256:{digest}\n"

    return _ENTRY.sub(published, (ROOT / lock).read_text())


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What set-up reads, the registry, and an environment that holds the oldest pip alone."""
    folder = tmp_path_factory.mktemp("project")
    (folder / "tests" / "deployment").mkdir(parents=True)
    (folder / "registry" / "pip").mkdir(parents=True)
    shutil.copytree(ROOT / ".ci", folder / ".ci")
    for name in ("Makefile", _PIP):
        shutil.copy(ROOT / name, folder / name)
    for lock in _LOCKS:
        (folder / lock).write_text(_stand_in(lock, folder / "registry"))
    venv.create(folder / ".venv", symlinks=True)
    [pip] = (Path(sys.prefix) / "oldest-pip").glob("*.whl")
    shutil.copy(pip, folder / "registry" / "pip")
    (folder / "registry" / "pip" / "index.html").write_text(f'<a href="{pip.name}">{pip.name}</a>')
    with zipfile.ZipFile(pip) as archive:
        archive.extractall(_site(folder))
    (folder / ".venv" / "bin" / "pip").symlink_to("python")  # .ci/venv takes what has a pip
    return folder


def _site(project: Path) -> Path:
    [found] = (project / ".venv" / "lib").glob("python*/site-packages")
    return found


def _set_up(project: Path) -> subprocess.CompletedProcess[str]:
    environment = {
        "PATH": os.environ["PATH"],
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_INDEX_URL": (project / "registry").as_uri(),
        "PIP_NO_COMPILE": "1",
    }
    command = ["make", ".venv/.test", f"PYTHON={sys.executable}"]
    return subprocess.run(
        command, cwd=project, env=environment, capture_output=True, text=True, check=False
    )


def test_both_locks_install_as_they_stand_while_newer_releases_are_on_offer(project: Path) -> None:
    done = _set_up(project)
    assert done.returncode == 0, done.stdout + done.stderr
    found = {each.name.split("-")[0] for each in _site(project).glob("*.dist-info")}
    assert {"flask", "pytest"} <= found
    assert not list(_site(project).glob("*-9999.dist-info"))


def test_set_up_tells_what_the_locks_forgot(project: Path) -> None:
    for lock in (project / name for name in _LOCKS):
        [flask] = re.findall("^flask==.*\n", lock.read_text(), flags=re.M)
        lock.write_text(flask)
    for werkzeug in _site(project).glob("[Ww]erkzeug-*"):
        shutil.rmtree(werkzeug)
    done = _set_up(project)
    assert done.returncode != 0
    assert "requires werkzeug, which is not installed" in done.stderr


def test_the_image_installs_its_lock_as_it_stands() -> None:
    file = (ROOT / "deploy/compose/Dockerfile").read_text()
    lock, wheel = re.findall("^RUN pip/bin/pip (.*)$", file, re.M)
    assert {"install", "--no-deps", "--require-hashes", "--only-binary"} <= set(lock.split())
    assert {"install", "--no-deps", "--no-index"} <= set(wheel.split())
    assert wheel.endswith("check")
