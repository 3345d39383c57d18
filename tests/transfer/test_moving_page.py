"""Promise: the page on moving in quotes each importer's refusals in the words of the program."""

import json
import re
from pathlib import Path

import pytest
from flask import Flask

from app.config import ROOT
from app.users.models import User
from tests.conftest import Backend
from tests.rows import rows
from tests.transfer.moving import flask
from tests.transfer.refusals import FORMATS, SECTIONS

PAGE = (ROOT / "docs" / "moving.md").read_text("utf-8")
CASES = [(section, words) for section, files in SECTIONS.items() for words in files]


@pytest.fixture
def backend(sqlite_backend: Backend) -> Backend:
    return sqlite_backend


def quoted(section: str) -> list[str]:
    """The words in the section's table of refusals."""
    text = re.split(r"^## ", PAGE, flags=re.MULTILINE)
    [own] = [each for each in text if each.startswith(f"{section}\n")]
    table = own.partition("with these words |\n| --- | --- |\n")[2].partition("\n\n")[0]
    return re.findall(r"\| `([^`]+)` \|$", table, flags=re.MULTILINE)


@pytest.mark.parametrize("section", SECTIONS)
def test_the_page_and_the_cases_are_the_same(section: str) -> None:
    assert quoted(section) == list(SECTIONS[section])


def test_every_importer_has_its_tables() -> None:
    importers = [each for each in SECTIONS if each != "What every import takes"]
    assert PAGE.count("| arrives | stays behind, and is named |") == len(importers)


@pytest.mark.parametrize(("section", "words"), CASES)
def test_an_import_refuses_with_the_words_of_the_page(
    app: Flask, tmp_path: Path, section: str, words: str
) -> None:
    content = SECTIONS[section][words]
    file = tmp_path / "file"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    more = ("--passphrase-stdin", *FORMATS.get(words, ()))
    result = flask(app, "users", "import", str(file), "--json", *more, typed="a passphrase\n")
    assert result.exit_code == 1
    told = json.loads(result.stdout)["errors"] if result.stdout else []
    said = "\n".join([result.stderr, *(each["reason"] for each in told)])
    assert words in said
    assert rows(app, User) == []
