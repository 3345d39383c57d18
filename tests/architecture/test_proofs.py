"""Promise: the pages about proofs name tests that are there, and leave nothing out."""

import json
import re
from collections import Counter

import pytest

from app.config import ROOT
from tests import proof_pages
from tests.architecture.tree import texts

_LEVELS = ROOT / "tests" / "architecture" / "asvs_levels.json"
_NO_FILE = "/".join(("tests", "no", "test_no.py"))
_MAKE = re.compile(r"`make ([a-z-]+)`")


def _asvs() -> list[list[str]]:
    return proof_pages.numbered(proof_pages.page("asvs.md"))


def _nist() -> list[list[str]]:
    return proof_pages.numbered(proof_pages.page("nist.md"))


def _claims() -> list[list[str]]:
    return proof_pages.rows(proof_pages.page("claims.md"))


def _readme() -> str:
    return texts()["README.md"]


@pytest.mark.parametrize("name", proof_pages.PAGES)
def test_each_named_test_is_there(name: str) -> None:
    text = proof_pages.page(name)
    assert len(proof_pages.tests_named_in(text)) > 0
    assert proof_pages.unknown_tests(text) == set()


@pytest.mark.parametrize("wrong", [f"{_NO_FILE}::test_a", "tests/conftest.py::test_no"])
def test_a_test_that_is_not_there_would_be_found(wrong: str) -> None:
    assert proof_pages.unknown_tests(f"| `{wrong}` |") == {wrong}


def test_each_requirement_of_the_asvs_stands_once_with_its_level() -> None:
    levels = json.loads(_LEVELS.read_text("utf-8"))
    wanted = {number: level for level, numbers in levels.items() for number in numbers}
    assert len(wanted) == 253
    assert sorted(row[0] for row in _asvs()) == sorted(wanted)
    assert {row[0]: row[1] for row in _asvs()} == wanted


def test_each_row_has_a_status_and_a_met_one_its_proof() -> None:
    for row in [*_asvs(), *_nist()]:
        status, why = row[-2:]
        assert status in proof_pages.STATUSES, row
        assert why, row
        assert status != "met" or proof_pages.is_proof(why), row


@pytest.mark.parametrize("name", ["asvs.md", "nist.md"])
def test_the_page_counts_its_rows(name: str) -> None:
    text = proof_pages.page(name)
    counted = Counter(row[-2] for row in proof_pages.numbered(text))
    told = {row[0]: int(row[1]) for row in proof_pages.rows(text) if row[1].isdigit()}
    assert {status: told.get(status) for status in proof_pages.STATUSES} == counted


def test_no_number_of_nist_stands_twice() -> None:
    numbers = [row[0] for row in _nist()]
    assert len(numbers) == len(set(numbers)) > 70


def test_each_claim_is_in_the_readme_and_has_a_test_or_a_command() -> None:
    readme = proof_pages.plain(_readme())
    targets = set(re.findall(r"^([a-z -]+):", texts()["Makefile"], re.MULTILINE))
    known = {name for names in targets for name in names.split()}
    for words, shown in _claims():
        assert proof_pages.plain(words) in readme, f"the README does not say: {words}"
        assert set(_MAKE.findall(shown)) <= known, shown
        assert proof_pages.is_proof(shown) or _MAKE.search(shown), words


def test_each_promise_of_the_readme_has_a_claim() -> None:
    claims = [proof_pages.plain(words) for words, _ in _claims()]
    promises = proof_pages.promises(_readme())
    assert len(promises) > 70
    bare = [each for each in promises if not any(claim in each for claim in claims)]
    assert bare == [], "give each of them a row in docs/claims.md"


def test_a_new_sentence_of_the_security_model_would_be_found() -> None:
    readme = _readme().replace("1. A code works once.", "1. A code works once. It also flies.")
    claims = [proof_pages.plain(words) for words, _ in _claims()]
    bare = [each for each in proof_pages.promises(readme) if not any(c in each for c in claims)]
    assert bare == ["It also flies."]


def test_a_row_is_read_without_head_and_rule() -> None:
    page = "| a | b |\n| --- | --- |\n| 1.2.3 | met |\n"
    assert proof_pages.rows(page) == [["1.2.3", "met"]]
