"""The wheel of this tree, and an environment of its own that it is installed into."""

import json
import os
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
import venv
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from tests.live import ROOT, LiveServer

_PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet")
# With INSTALL_LOCKED each package comes from the registry, as an operator gets it.
_IS_WHOLE = bool(os.environ.get("INSTALL_LOCKED"))
_MOMENT = "1767225600"


def build(tree: Path, folder: Path, kind: str = "wheel") -> subprocess.CompletedProcess[str]:
    """Build the wheel or the sdist of a tree into a folder."""
    return subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-d", str(folder), "-t", kind],
        cwd=tree,
        env={**os.environ, "SOURCE_DATE_EPOCH": _MOMENT},
        capture_output=True,
        text=True,
        check=False,
    )


@cache
def wheel() -> Path:
    """Return the wheel of the tree under test, built once a process."""
    folder = Path(mkdtemp(prefix="second-lock-wheel-"))
    done = build(ROOT, folder)
    assert done.returncode == 0, done.stderr
    [found] = folder.glob("*.whl")
    return found


class Installed:
    """A virtual environment that holds the wheel, and a home beside it."""

    def __init__(self, folder: Path) -> None:
        self.environment = folder / "environment"
        self.home = folder / "home"
        self.home.mkdir()
        self.state = self.home / ".local" / "state" / "second-lock"
        self.command = self.environment / "bin" / "second-lock"
        self._make()

    def _make(self) -> None:
        venv.create(self.environment, symlinks=True)
        if _IS_WHOLE:
            lock = (
                "--require-hashes",
                "--only-binary",
                ":all:",
                "-r",
                str(ROOT / "requirements.txt"),
            )
            self.pip(*lock)
        else:
            [site] = self.environment.glob("lib/python*/site-packages")
            [ours] = Path(sys.prefix).glob("lib/python*/site-packages")
            (site / "borrowed.pth").write_text(f"{ours}\n")
        self.pip("--no-index", str(wheel()))

    def pip(self, *words: str) -> None:
        """Install into the environment, as pip of the tests' own would into its own."""
        python = str(self.environment / "bin" / "python")
        command = [*_PIP, "--python", python, "install", "--no-deps", *words]
        subprocess.run(command, check=True, capture_output=True)

    def reinstall(self) -> None:
        """Do what `pipx reinstall` does: delete the environment, and make it anew."""
        shutil.rmtree(self.environment)
        self._make()

    def run(
        self, *words: str, typed: str = "", **settings: str
    ) -> subprocess.CompletedProcess[str]:
        """Run `second-lock` with nothing in the environment but a home and the settings."""
        return subprocess.run(
            [str(self.command), *words],
            input=typed,
            cwd=self.home,
            env={"PATH": os.environ["PATH"], "HOME": str(self.home), **settings},
            capture_output=True,
            text=True,
            check=False,
        )


class InstalledServer(LiveServer):
    """`second-lock serve` of an environment, with the folders that it chooses itself."""

    def __init__(self, installed: Installed, **environment: str) -> None:
        super().__init__(installed.home, **environment)
        self.command = (str(installed.command),)
        self.cwd = installed.home
        self.environment |= {"HOME": str(installed.home), "MAIL_URL": "file:mail"}
        for name in ("INSTANCE_DIR", "XDG_STATE_HOME", "WORKING_DIR"):
            self.environment.pop(name, None)
        self.mail = installed.state / "mail"

    def log_in(self, email: str, password: str) -> int:
        """Send a password, and return the status of the answer."""
        return log_in(self.url, email, password)


def log_in(url: str, email: str, password: str) -> int:
    """Send a password to a server; return the status of the answer, 0 where none came."""
    body = json.dumps({"email": email, "password": password}).encode()
    headers = {"Content-Type": "application/json"}
    asked = urllib.request.Request(f"{url}/api/auth/login", body, headers)
    try:
        with urllib.request.urlopen(asked, timeout=30) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refusal:
        return refusal.code
    except OSError:
        return 0
