"""Promise: `make mutants` finds every defence that it turns off, and the tests that watch it."""

import pytest

from app.config import ROOT
from benchmarks.mutants import MUTANTS, Mutant


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.defence)
def test_the_text_of_a_defence_stands_exactly_once(mutant: Mutant) -> None:
    assert (ROOT / mutant.file).read_text().count(mutant.before) == 1
    assert mutant.after != mutant.before
    assert all((ROOT / tests).exists() for tests in mutant.tests.split())
