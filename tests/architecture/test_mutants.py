"""Promise: `make mutants` finds every defence that it turns off, and the tests that watch it."""

import pytest

from app.config import ROOT
from benchmarks.mutant import Mutant
from benchmarks.mutants import MUTANTS
from tests import mutant_table


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.defence)
def test_the_text_of_a_defence_stands_exactly_once(mutant: Mutant) -> None:
    assert (ROOT / mutant.file).read_text().count(mutant.before) == 1
    assert mutant.after != mutant.before
    assert all((ROOT / tests).exists() for tests in mutant.tests.split())


def test_each_group_of_requirements_has_a_mutant() -> None:
    assert len(MUTANTS) >= 40
    assert {mutant.number[:1] for mutant in MUTANTS} >= set("RIPGAVT")
    assert len({mutant.defence for mutant in MUTANTS}) == len(MUTANTS)


def test_the_page_lists_each_mutant() -> None:
    page = mutant_table.PAGE.read_text("utf-8")
    assert mutant_table.with_table(page) == page, "run: .venv/bin/python -m tests.mutant_table"
