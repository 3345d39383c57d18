"""Promise: the picture of the packages is true, and what editors and commits check is set up."""

import sys
import tomllib
from configparser import ConfigParser
from pathlib import Path

import pytest
import yaml

from app.config import ROOT
from tests import package_picture
from tests.architecture.tree import texts


def test_the_picture_is_the_one_that_the_imports_make() -> None:
    page = package_picture.PAGE.read_text("utf-8")
    wanted = "run: .venv/bin/python -m tests.package_picture"
    assert package_picture.with_picture(page) == page, wanted
    assert set(package_picture.ordered()) == set(package_picture.imports())


def test_an_arrow_that_a_longer_way_implies_is_left_out() -> None:
    edges = {"top": {"middle", "low"}, "middle": {"low"}, "low": set()}
    assert package_picture.drawn(edges) == {("top", "middle"), ("middle", "low")}


def test_a_commit_is_checked_by_the_locked_tools_alone() -> None:
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))
    [source] = config["repos"]
    assert source["repo"] == "local"
    tools = {hook["entry"].split()[0] for hook in source["hooks"]}
    assert {hook["language"] for hook in source["hooks"]} == {"system"}
    assert {Path(tool).parent.as_posix() for tool in tools} == {".venv/bin"}
    assert all(Path(sys.executable).with_name(Path(tool).name).exists() for tool in tools)


@pytest.mark.parametrize("wrong", [" \n", "\t\n"])
def test_a_line_that_ends_in_blanks_would_be_found(wrong: str) -> None:
    assert not _is_tidy(f"text{wrong}")


def test_each_text_is_as_editorconfig_says() -> None:
    config = ConfigParser()
    config.read_string("[top]\n" + (ROOT / ".editorconfig").read_text("utf-8"))
    assert config["*"]["trim_trailing_whitespace"] == config["*"]["insert_final_newline"] == "true"
    assert [path for path, text in texts().items() if not _is_tidy(text)] == []
    ruff = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["ruff"]
    assert config["*.py"].getint("max_line_length") == ruff["line-length"]


def _is_tidy(text: str) -> bool:
    lines = text.split("\n")
    return "\r" not in text and lines[-1] == "" and all(line == line.rstrip() for line in lines)
