"""`python -m deploy.release [FOLDER]`: the files of a release, the same bytes each time."""

import os
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from deploy.release.papers import bill_of_materials, licence_list, sums
from deploy.release.parts import Part, page_parts, python_parts

ROOT = Path(__file__).resolve().parents[2]


def main() -> None:
    """Make the release that pyproject.toml names; exit with one line where it cannot be."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "dist")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    if any(folder.glob("*")):
        sys.exit(f"{folder} is not empty: a release starts from nothing.")
    environ = {**os.environ, "SOURCE_DATE_EPOCH": _epoch()}
    build(folder, environ)
    _write_papers(folder, project, int(environ["SOURCE_DATE_EPOCH"]))
    sys.stdout.write((folder / "SHA256SUMS").read_text())


def build(folder: Path, environ: Mapping[str, str], *kinds: str) -> None:
    """Make sdist and wheel in a folder; exit with the builder's line where it fails."""
    words = [sys.executable, "-m", "hatchling", "build", "-d", str(folder.resolve())]
    chosen = [word for kind in kinds for word in ("-t", kind)]
    done = subprocess.run(
        [*words, *chosen], cwd=ROOT, env=environ, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(done.stderr.strip().splitlines()[-1])


def _write_papers(folder: Path, project: Mapping[str, Any], made_at: int) -> None:
    needs = {canonicalize_name(Requirement(each).name) for each in project["dependencies"]}
    name, version = project["name"], project["version"]
    product = Part("pypi", name, version, project["license"], tuple(sorted(needs)))
    parts = [
        *python_parts(ROOT / "requirements.txt"),
        *page_parts(ROOT / "frontend" / "package-lock.json"),
    ]
    stem, when = f"{name}-{version}", datetime.fromtimestamp(made_at, UTC)
    (folder / f"{stem}.cdx.json").write_text(bill_of_materials(product, parts, when))
    (folder / f"{stem}-licences.txt").write_text(licence_list(parts))
    (folder / f"{stem}-requirements.txt").write_text((ROOT / "requirements.txt").read_text())
    (folder / "SHA256SUMS").write_text(sums(folder.iterdir()))


def _epoch() -> str:
    """Return the moment of the release: SOURCE_DATE_EPOCH, or that of the last commit."""
    if given := os.environ.get("SOURCE_DATE_EPOCH"):
        return given
    words = ["git", "log", "-1", "--format=%ct"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip() or sys.exit("SOURCE_DATE_EPOCH is not set, and there is no commit.")


if __name__ == "__main__":
    main()
