"""Promise: each step of the Dockerfile works in a bare root of Debian 12; the image is small, has
no shell and no compiler, and serves without rights on a read-only root, in both shapes of compose.

`make test-all` runs it as root. It asks no engine: docs/deployment.md says what that leaves open.
"""

import json
import time
import urllib.request
from pathlib import Path

import pytest

from tests.deployment.bare import Container, bare_debian, context_of
from tests.deployment.containerfile import Stage, build
from tests.deployment.installed import log_in, wheel
from tests.faults.nodes import DEPLOY, keys_of_all_nodes
from tests.live import ROOT
from tests.person import PASSWORD
from tests.ports import free_port
from tests.services import Postgres, Redis

_FILE = DEPLOY / "compose" / "Dockerfile"
_CREATE = ("users", "create", "--email", "ann@example.com", "--role", "admin", "--password-stdin")
_MOST_BYTES = 150_000_000


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    folder = tmp_path_factory.mktemp("image")
    context = context_of(folder / "context", ROOT / "requirements.txt", wheel())
    return build(_FILE, context, bare_debian(folder / "debian"), folder / "image")


def _files(image: Stage) -> dict[str, int]:
    root = image.folder
    found = (each for each in root.rglob("*") if each.is_file() and not each.is_symlink())
    return {str(each.relative_to(root)): each.stat().st_size for each in found}


def _settings(port: int) -> dict[str, str]:
    return {
        **keys_of_all_nodes(),
        "PUBLIC_URL": "https://login.example.com",
        "HOST": "0.0.0.0",
        "PORT": str(port),
        "MAIL_URL": "file:mail",
        "BCRYPT_ROUNDS": "10",
    }


def test_the_image_is_small_and_holds_no_shell_no_compiler_and_no_installer(image: Stage) -> None:
    files = _files(image)
    assert sum(files.values()) <= _MOST_BYTES
    names = {Path(each).name for each in files}
    assert names.isdisjoint({"sh", "bash", "dash", "apt", "apt-get", "dpkg", "gcc", "cc", "pip"})
    assert "libc6" in names, "a scanner finds the packages of Debian"
    assert not [each for each in files if each.startswith("data/")]
    assert image.user == "65534:65534"


def _serves_an_administrator(container: Container, port: int) -> None:
    assert "Created ann" in container.second_lock(*_CREATE, typed=PASSWORD)
    before = _files(container.image)
    with container:
        _wait_for(f"http://127.0.0.1:{port}/readyz")
        assert log_in(f"http://127.0.0.1:{port}", "ann@example.com", PASSWORD) == 200
    assert _files(container.image) == before


def _wait_for(url: str) -> None:
    for _ in range(600):
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                assert json.load(answer)["status"] == "ok"
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"{url} did not answer")


def test_on_sqlite_alone_it_keeps_its_data_in_the_volume(image: Stage, tmp_path: Path) -> None:
    port = free_port()
    container = Container(image, tmp_path / "data", **_settings(port))
    container.second_lock("db", "upgrade")
    _serves_an_administrator(container, port)
    assert (tmp_path / "data" / "instance" / "second-lock.db").stat().st_uid == 65534


def test_with_postgresql_and_redis_it_keeps_nothing(image: Stage, tmp_path: Path) -> None:
    port, database = free_port(), free_port()
    with Postgres(port=database), Redis() as redis:
        redis.folder.chmod(0o755)
        (redis.folder / "redis.sock").chmod(0o777)
        settings = {
            **_settings(port),
            "DATABASE_URL": f"postgresql://postgres@127.0.0.1:{database}/postgres",
            "REDIS_URL": redis.url,
        }
        container = Container(image, tmp_path / "data", shared=str(redis.folder), **settings)
        container.second_lock("db", "upgrade")
        _serves_an_administrator(container, port)
    assert not (tmp_path / "data" / "instance").exists()


def test_the_health_check_tells_whether_the_server_lives(image: Stage, tmp_path: Path) -> None:
    port = free_port()
    container = Container(image, tmp_path / "data", **_settings(port))
    assert container.health(port) != 0
    container.second_lock("db", "upgrade")
    with container:
        _wait_for(f"http://127.0.0.1:{port}/readyz")
        assert container.health(port) == 0
