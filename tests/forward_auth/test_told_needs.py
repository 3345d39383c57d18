"""Promise: a refused visitor reads what is needed in their own language."""

import pytest

from tests.forward_auth.conftest import CADDY, NGINX, ask
from tests.person import Person
from tests.translations import is_translated

DIALECTS = pytest.mark.parametrize("dialect", [CADDY, NGINX])


@pytest.mark.slow
@DIALECTS
def test_each_need_is_told_in_the_visitors_language(ann: Person, dialect: str) -> None:
    """`seen` has signed in with the first factor, and set up no second one."""
    german, seen = {"Accept-Language": "de"}, ann.sign_in()
    told = {
        ask(person, asked, dialect=dialect, headers=german).json["message"]
        for person, asked in ((ann.other_browser(), ""), (seen, "factor=2"))
    }
    assert len(told) == 2
    assert all(is_translated(each, "de") for each in told)
