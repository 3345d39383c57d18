"""A bare root of Debian 12, and a container whose root is a folder, as an engine runs it."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Self

from tests.deployment.containerfile import Stage, end

# The root is read-only; /tmp and the folder of the data are not, as in `compose.yaml`.
_AS_COMPOSE_SAYS = """
its_own=$PATH PATH=/usr/sbin:/usr/bin:/sbin:/bin
mount --bind "$1" "$1"
mount --bind "$2" "$1/data"
mount -t tmpfs tmpfs "$1/tmp"
mount -t proc proc "$1/proc"
mount --rbind /dev "$1/dev"
[ -e "$1$4" ] || { mkdir -p "$1$4"; mount --bind "$4" "$1$4"; }
mount -o remount,ro,bind "$1"
root=$1 user=$3 PATH=$its_own; shift 4
exec /usr/sbin/chroot --userspec="$user" "$root" "$@"
"""


def bare_debian(folder: Path) -> Path:
    """Make the root that `debian:12-slim` stands for: the minimal base, and nothing else."""
    command = ["debootstrap", "--variant=minbase", "bookworm", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:]
    return folder


class Container:
    """A container of the image: without rights, its root read-only, a volume at /data."""

    def __init__(self, image: Stage, data: Path, *, shared: str = "", **settings: str) -> None:
        self.image, self.data, self.shared = image, data, shared
        self.environment = {**image.environment, **settings}
        data.mkdir(exist_ok=True)
        os.chown(data, *map(int, image.user.split(":")))

    def run(self, *words: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        """Run a program of the image to its end."""
        return subprocess.run(
            self._words(words),
            input=typed,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def second_lock(self, *words: str, typed: str = "") -> str:
        """Run the entry point with other words, as `compose run` does; return what it says."""
        done = self.run(*self._entry(), *words, typed=typed)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def health(self, port: int) -> int:
        """Return the exit status of the image's health check, asked at another port."""
        program, *words = self.image.health
        asked = [word.replace(":8000/", f":{port}/") for word in words]
        return self.run(self._found(program), *asked).returncode

    def __enter__(self) -> Self:
        words = self._words([*self._entry(), *self.image.command])
        self.process = subprocess.Popen(words, env=self.environment)
        return self

    def __exit__(self, *_: object) -> None:
        end(self.process)

    def _entry(self) -> list[str]:
        program, *words = self.image.entry
        return [self._found(program), *words]

    def _found(self, program: str) -> str:
        folder = self.image.environment["PATH"]
        assert (self.image.folder / folder.lstrip("/") / program).exists()
        return f"{folder}/{program}"

    def _words(self, words: "list[str] | tuple[str, ...]") -> list[str]:
        spaces = ["/usr/bin/unshare", "--mount", "--pid", "--fork", "--kill-child"]
        places = [str(self.image.folder), str(self.data), self.image.user, self.shared]
        return [*spaces, "/bin/sh", "-ec", _AS_COMPOSE_SAYS, "sh", *places, *words]


def copy_of(root: Path, folder: Path) -> Path:
    """Copy a root with its links, devices and owners."""
    subprocess.run(["cp", "--archive", str(root), str(folder)], check=True)
    return folder


def context_of(folder: Path, *files: Path) -> Path:
    """Return a build context with the lock and the wheel, as the Dockerfile copies them."""
    (folder / "dist").mkdir(parents=True)
    lock, *wheels = files
    shutil.copy(lock, folder)
    for each in wheels:
        shutil.copy(each, folder / "dist")
    return folder
