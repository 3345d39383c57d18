"""Promise: the page that installs on Debian names files and units that are there, and settings that
the product takes."""

import re
import shlex
from collections.abc import Iterator

import pytest

from app.config import load_settings
from tests.faults.nodes import DEPLOY, keys_of_all_nodes
from tests.live import ROOT

_TEXT = (ROOT / "docs" / "install-debian.md").read_text("utf-8")
_BLOCKS = [
    re.sub(r"^    ", "", block, flags=re.MULTILINE)
    for block in re.findall(r"(?:^    .+\n)+", _TEXT, re.MULTILINE)
]
_OURS = re.compile(r"[\w.-]+(?:/[\w.-]+)+|[\w-]+\.(?:txt|py)")
_MADE = ("frontend/dist", ".venv/")
_UNITS = sorted(path.name for path in (DEPLOY / "systemd").iterdir())


def _commands() -> Iterator[list[str]]:
    for block in _BLOCKS:
        without_input = re.sub(r"<<'END'\n.*?\nEND$", "", block, flags=re.DOTALL | re.MULTILINE)
        yield from map(shlex.split, without_input.splitlines())


def _missing(words: list[str]) -> list[str]:
    named = [word for word in words if _OURS.fullmatch(word) and not word.startswith(_MADE)]
    return [word for word in named if not (ROOT / word).exists()]


def test_each_command_names_files_that_are_there() -> None:
    commands = list(_commands())
    assert len(commands) > 60
    assert [(words, _missing(words)) for words in commands if _missing(words)] == []


@pytest.mark.parametrize("line", ["install none/no.service /etc", "pip -r require.txt"])
def test_a_file_that_is_not_there_would_be_found(line: str) -> None:
    assert _missing(shlex.split(line))


@pytest.mark.parametrize("name", _UNITS)
def test_the_page_installs_each_unit_and_command_twice(name: str) -> None:
    """Once at first, and once at an upgrade: a unit may have changed."""
    installed = [words for words in _commands() if words[0] == "install"]
    assert len([1 for words in installed if f"deploy/systemd/{name}" in words]) == 2


def test_each_unit_that_the_page_starts_is_there() -> None:
    used = [words for words in _commands() if words[0] == "systemctl"]
    units = {word for words in used for word in words if word.startswith("second-lock")}
    assert units == {name for name in _UNITS if "." in name}


def test_the_unit_runs_as_the_user_that_the_page_makes() -> None:
    [user] = [words[-1] for words in _commands() if words[0] == "useradd"]
    for name in ("second-lock.service", "second-lock-backup.service"):
        assert f"\nUser={user}\n" in (DEPLOY / "systemd" / name).read_text("utf-8")


def test_the_product_takes_the_settings_of_the_page() -> None:
    [lines] = re.findall(r"<<'END'\n(.*?)\nEND$", "\n".join(_BLOCKS), re.DOTALL | re.MULTILINE)
    given = dict(word.split("=", 1) for word in shlex.split(lines))
    settings = load_settings({**given, **keys_of_all_nodes()})
    assert settings.is_https
    assert settings.trusted_proxies == 1
