"""What a release is made of: the locked packages, and what the page bundles."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

_LOCKED = re.compile(r"^([\w.-]+)==(\S+?)(?: ; (.+?))? \\$", re.MULTILINE)
# A build tool for npm, but the page ships it whole: the API's explorer.
_SHIPPED_TOOLS = {"swagger-ui-dist"}
_CLASSIFIED = "License :: OSI Approved :: "


@dataclass(frozen=True, order=True)
class Part:
    """One package of a release; `needs` names those it asks for."""

    kind: str
    name: str
    version: str
    licence: str
    needs: tuple[str, ...] = ()


def python_parts(lock: Path) -> Iterator[Part]:
    """Yield the packages of a lock that this machine installs, from its environment.

    Raises PackageNotFoundError where one is missing, ValueError where it has another version.
    """
    locked = {
        canonicalize_name(name): version
        for name, version, marker in _LOCKED.findall(lock.read_text("utf-8"))
        if not marker or Requirement(f"{name} ; {marker}").marker.evaluate()  # type: ignore[union-attr]
    }
    for name, version in locked.items():
        found = distribution(name)
        if found.version != version:
            raise ValueError(f"{name} is {found.version} here, and {version} in the lock")
        yield Part("pypi", name, version, _licence_of(found), _needs_of(found, set(locked)))


def page_parts(lock: Path) -> Iterator[Part]:
    """Yield the packages of npm that the built page holds."""
    for path, each in json.loads(lock.read_text("utf-8"))["packages"].items():
        name = path.rpartition("node_modules/")[2]
        is_bundled = name and not (each.get("dev") or each.get("peer"))
        if is_bundled or name in _SHIPPED_TOOLS:
            yield Part("npm", name, each["version"], each.get("license", ""))


def _needs_of(found: Distribution, locked: set[str]) -> tuple[str, ...]:
    asked = (Requirement(each) for each in found.requires or ())
    names = {canonicalize_name(each.name) for each in asked if _applies(each)}
    return tuple(sorted(names & locked))


def _applies(each: Requirement) -> bool:
    return each.marker is None or each.marker.evaluate({"extra": ""})


def _licence_of(found: Distribution) -> str:
    """Return what a package says of its licence, the most exact first."""
    exact, short = (_field(found, name) for name in ("License-Expression", "License"))
    told = found.metadata.get_all("Classifier") or []
    classified = [each.removeprefix(_CLASSIFIED) for each in told if each.startswith(_CLASSIFIED)]
    return exact or " / ".join(classified) or ("" if "\n" in short else short) or _of_file(found)


def _field(found: Distribution, name: str) -> str:
    return str((found.metadata.get_all(name) or [""])[0]).strip()


def _of_file(found: Distribution) -> str:
    """Return the first line of the licence's own text, such as `MIT License`."""
    files = [each for each in found.files or () if "licen" in each.name.lower()]
    lines = files[0].read_text().strip().splitlines() if files else []
    return lines[0].strip() if lines else ""
