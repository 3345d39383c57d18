"""Promise: links, anchors, commands, targets and settings that the pages name are there."""

import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import click
import pytest
from flask.cli import FlaskGroup, ScriptInfo

from app import create_app
from app.config import ROOT, Settings
from tests.architecture.tree import pages, texts
from tests.conftest import make_settings

_LINK = re.compile(r"(?<!`)\]\(([^)\s]+)\)")
_MAKE = re.compile(r"`make ([a-z][a-z-]*)")
_MAKE_LINE = re.compile(r"^    make ([a-z][a-z-]*)", re.MULTILINE)
_FLASK = re.compile(r"(?:(?:`|/bin/)flask|^    second-lock) ([^`\n]+)", re.MULTILINE)
_SETTING = re.compile(r"`([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)(?:=[^`]*)?`")
_OF_OTHERS = {
    "SSL_CERT_FILE",
    "PROMETHEUS_MULTIPROC_DIR",
    "SECURITY_PASSWORD_HASH",
    "PROOF_SEED",
    "SUDO_USER",
    "RATELIMIT_IN_MEMORY_FALLBACK_ENABLED",
}


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> Iterator[click.Context]:
    """Return the context in which `flask` finds its own commands and ours."""
    empty = tmp_path_factory.mktemp("empty") / "empty.db"
    settings = make_settings(database_url=f"sqlite:///{empty}")
    script = ScriptInfo(create_app=lambda: create_app(settings))
    with click.Context(FlaskGroup(), obj=script) as made:  # its end pops the application's context
        yield made


def _anchors(text: str) -> set[str]:
    """Return the anchors of a page's headings, as GitHub makes them."""
    titles = re.findall(r"^#+ (.+)$", re.sub(r"```.*?```", "", text, flags=re.DOTALL), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


def _dead_links(page: str, text: str) -> Iterator[str]:
    for link in _LINK.findall(text):
        path, _, anchor = link.partition("#")
        if "://" in link or link.startswith("mailto:"):
            continue
        target = (ROOT / page).parent / path if path else ROOT / page
        if not target.exists() or (anchor and anchor not in _anchors(target.read_text("utf-8"))):
            yield link


def _unknown_word(context: click.Context, line: str) -> str | None:
    """Return the word of a line behind `flask` that is no command and no option of it, or None."""
    command: click.Command | None = context.command
    for word in re.split(r"[\s,\[\]\"')]+", line.partition("#")[0]):
        if isinstance(command, click.Group) and re.match(r"[a-z0-9]", word):
            among = [command.get_command(context, each) for each in word.split("|")]
            if None in among:
                return word
            command = among[0]
        elif word.startswith("--") and command is not None:
            options = {name for each in command.params for name in each.opts}
            if word.partition("=")[0] not in options | {"--help"}:
                return word
    return None


def _targets() -> dict[str, str]:
    """Return what `make help` says of each target, by name."""
    found = re.findall(r"^([a-z][a-z -]*):[^#\n=]*(?:## (.*))?$", texts()["Makefile"], re.MULTILINE)
    return {name: told for names, told in found for name in names.split()}


@pytest.mark.parametrize("page", pages())
def test_each_link_leads_somewhere(page: str) -> None:
    assert list(_dead_links(page, pages()[page])) == []


@pytest.mark.parametrize("link", ["no.md", "none/no.md#x", "README.md#no-such", "#no-such"])
def test_a_dead_link_would_be_found(link: str) -> None:
    assert list(_dead_links("README.md", f"[text]({link})")) == [link]


def test_each_target_of_make_is_there() -> None:
    named = [(path, name) for path, text in texts().items() for name in _MAKE.findall(text)]
    named += [(path, name) for path, text in pages().items() for name in _MAKE_LINE.findall(text)]
    assert len(named) > 20
    assert [(path, name) for path, name in named if name not in _targets()] == []


def test_make_help_tells_of_each_target() -> None:
    [phony] = re.findall(r"^\.PHONY: (.+)$", texts()["Makefile"], re.MULTILINE)
    assert set(phony.split()) == set(_targets())
    assert [name for name, told in _targets().items() if not told] == []


def test_each_command_and_option_is_there(context: click.Context) -> None:
    lines = [(path, line) for path, text in texts().items() for line in _FLASK.findall(text)]
    assert len(lines) > 100
    unknown = [(path, line) for path, line in lines if _unknown_word(context, line)]
    assert unknown == []


@pytest.mark.parametrize("line", ["user create", "users make", "keys rotate --all", "serve --no"])
def test_an_unknown_command_would_be_found(context: click.Context, line: str) -> None:
    assert _unknown_word(context, line)


def test_each_setting_is_there() -> None:
    known = {each.name.upper() for each in fields(Settings)} | _OF_OTHERS
    named = {path: set(_SETTING.findall(text)) - known for path, text in pages().items()}
    assert {path: unknown for path, unknown in named.items() if unknown} == {}


def test_the_index_names_each_page_once() -> None:
    docs = ROOT / "docs"
    linked = re.findall(r"^- .*$(?:\n  .*)*", (docs / "README.md").read_text("utf-8"), re.MULTILINE)
    named = [(docs / link).resolve() for line in linked for link in _LINK.findall(line)]
    there = {path for path in docs.rglob("*") if path.suffix in {".md", ".json"}}
    assert sorted(named) == sorted(there - {docs / "README.md"} | {ROOT / "CONTRIBUTING.md"})


def test_the_reading_path_is_short_and_leads_through_files_that_are_there() -> None:
    section = texts()["README.md"].partition("## Reading path\n")[2].partition("\n## ")[0]
    path = re.findall(r"^\d+\. `([^`]+)` \w.+\.$", section, re.MULTILINE)
    assert 20 <= len(path) <= 25
    assert len(re.findall(r"^\d+\. ", section, re.MULTILINE)) == len(set(path))
    assert [each for each in path if not Path(ROOT, each).is_file()] == []
