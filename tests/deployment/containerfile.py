"""The steps of the Dockerfile, run without an engine: each stage is a folder, each RUN a chroot.

It knows the instructions that our file has, and fails at any other.
"""

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

_HOST_FILES = ("/etc/resolv.conf", "/etc/hosts")
# The registry of this machine may be a mirror with an authority of its own.
_AUTHORITIES, _THERE = Path("/etc/ssl/certs/ca-certificates.crt"), "authorities.crt"


class Stage:
    """One FROM: its folder, and what the instructions set for those behind it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.workdir = "/"
        self.environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"}
        self.user = ""
        self.entry: list[str] = []
        self.command: list[str] = []
        self.health: list[str] = []

    def run(self, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
        """Run a program in the folder as its root, and return its words."""
        return subprocess.run(
            self.words(*words),
            env={**self.environment, **more},
            capture_output=True,
            text=True,
            check=False,
        )

    def words(self, *words: str) -> list[str]:
        """Return the words of a process whose root is the folder."""
        spaces = ["/usr/bin/unshare", "--mount", "--pid", "--fork", "--kill-child"]
        user = ["--userspec", self.user] if self.user else []
        return [*spaces, "/usr/sbin/chroot", *user, str(self.folder), *words]


def end(process: "subprocess.Popen[bytes]") -> None:
    """End the program of a stage: `unshare` hands no signal on, and waits for its child."""
    [child] = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    os.kill(int(child), signal.SIGTERM)
    process.wait(60)


def lines(file: Path) -> Iterator[tuple[str, str]]:
    """Yield each instruction with its words."""
    for line in file.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            name, _, rest = line.partition(" ")
            yield name, rest


def build(file: Path, context: Path, base: Path, empty: Path) -> Stage:
    """Follow a file whose stages stand on a bare root and on nothing; return the last stage.

    Raises AssertionError with the step and its words where one fails.
    """
    stages: dict[str, Stage] = {}
    stage = Stage(base)
    for name, rest in lines(file):
        if name == "FROM":
            image, _, label = rest.partition(" AS ")
            stage = Stage(empty if image == "scratch" else base)
            stages[label] = stage
            lend(stage.folder)
        elif name == "RUN":
            run_step(stage, rest)
        elif name == "COPY":
            _copy(stage, rest, context, stages)
        else:
            _set(stage, name, rest)
    for each in (stage.folder for stage in stages.values()):
        (each / _THERE).unlink(missing_ok=True)
    return stage


def settings_of(file: Path, folder: Path) -> Stage:
    """Return the last stage with what it sets; no step is run."""
    stage = Stage(folder)
    for name, rest in lines(file):
        if name == "FROM":
            stage = Stage(folder)
        elif name not in {"RUN", "COPY", "WORKDIR"}:
            _set(stage, name, rest)
    return stage


def lend(root: Path) -> None:
    """Give a root this machine's ways to the registries."""
    root.mkdir(parents=True, exist_ok=True)
    if (root / "etc").is_dir():
        for each in _HOST_FILES:
            shutil.copy(each, root / each[1:])
        shutil.copy(_AUTHORITIES, root / _THERE)


def run_step(stage: Stage, command: str) -> None:
    """Run a line of the shell in a stage; raise AssertionError with its words where it fails."""
    lent = {name: value for name, value in os.environ.items() if name.startswith("PIP_INDEX")}
    lent |= {"PIP_CERT": f"/{_THERE}", "DEBIAN_FRONTEND": "noninteractive"}
    done = stage.run("/bin/sh", "-c", f"cd {stage.workdir} && {command}", **lent)
    assert done.returncode == 0, f"RUN {command}\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}"


def _copy(stage: Stage, rest: str, context: Path, stages: dict[str, Stage]) -> None:
    options = dict(re.findall(r"--(\w+)=(\S+)", rest))
    source, target = re.sub(r"--\w+=\S+ ", "", rest).split()
    origin = stages[options["from"]].folder if "from" in options else context
    found = sorted(origin.glob(source.lstrip("/") or "."))
    assert found, f"COPY {rest}"
    into = stage.folder / os.path.normpath(f"{stage.workdir}/{target}").lstrip("/")
    for each in found:
        if each.is_dir():
            shutil.copytree(each, into, symlinks=True, dirs_exist_ok=True)
        else:
            shutil.copy(each, into)
    if owner := options.get("chown"):
        os.chown(into, *map(int, owner.split(":")))


def _set(stage: Stage, name: str, rest: str) -> None:
    if name == "WORKDIR":
        stage.workdir = rest
        (stage.folder / rest.lstrip("/")).mkdir(parents=True, exist_ok=True)
    elif name == "ENV":
        stage.environment |= dict(word.split("=", 1) for word in shlex.split(rest))
    elif name == "USER":
        stage.user = rest
    elif name == "ENTRYPOINT":
        stage.entry = json.loads(rest)
    elif name == "CMD":
        stage.command = json.loads(rest)
    elif name == "HEALTHCHECK":
        stage.health = json.loads(rest.partition(" CMD ")[2])
    else:
        assert name == "EXPOSE", f"{name} is not known"
