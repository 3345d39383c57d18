"""Promise: an app is told a person's groups, may ask for one of several, and a change holds at the
next request in every path that answers it (I11, I12)."""

from collections.abc import Callable

import pytest

from tests.client import Answer
from tests.forward_auth.conftest import CADDY, HTML, NGINX, ask, at_the_app
from tests.groups.test_membership import put_into
from tests.person import Person
from tests.rows import execute
from tests.transfer.moving import flask

DIALECTS = pytest.mark.parametrize("dialect", [CADDY, NGINX])
# The same host on the fast path and past it, and another host by its own cookie.
_SLOWLY = {"data": "x"}
WAYS: dict[str, Callable[[Person, str, str], Answer]] = {
    "fast": lambda ann, query, dialect: ask(ann, query, dialect=dialect),
    "view": lambda ann, query, dialect: ask(ann, query, dialect=dialect, **_SLOWLY),
    "another host": lambda ann, query, dialect: ask(at_the_app(ann), query, dialect=dialect),
}
EVERY_WAY = pytest.mark.parametrize("way", WAYS)


@DIALECTS
@EVERY_WAY
def test_i11_an_app_is_told_the_role_and_then_the_groups(
    ann: Person, dialect: str, way: str
) -> None:
    ann.sign_in()
    for names, told in (
        ((), "user"),
        (("wiki", "b.c", "a-1"), "user,a-1,b.c,wiki"),
        (("wiki",), "user,wiki"),
    ):
        put_into(ann, *names)
        assert WAYS[way](ann, "", dialect).headers["Remote-Groups"] == told
    execute(ann.app, "UPDATE users SET role = 'admin', must_enrol_at = NULL")
    assert flask(ann.app, "policy", "set", "optional").exit_code == 0
    assert WAYS[way](ann, "", dialect).headers["Remote-Groups"] == "admin,wiki"


@DIALECTS
@EVERY_WAY
def test_i11_one_of_the_groups_is_enough_and_holds_at_the_next_request(
    ann: Person, dialect: str, way: str
) -> None:
    ann.sign_in()
    for names, query, status in (
        ((), "group=wiki", 403),
        (("wiki",), "group=wiki", 200),
        (("wiki",), "group=editors,wiki", 200),
        (("wiki",), "group=wiki,wiki", 200),
        (("wiki",), "group=editors%2Cwiki", 200),
        (("wiki",), "group=editors,writers", 403),
        (("wiki",), "group=user,editors", 200),
        (("wiki",), "group=wiki&group=editors", 403),
        (("wiki", "editors"), "group=wiki&group=editors,x", 200),
        (("wik",), "group=wiki", 403),
        (("wiki2",), "group=wiki", 403),
        ((), "group=wiki", 403),
    ):
        put_into(ann, *names)
        answer = WAYS[way](ann, f"?{query}", dialect)
        assert answer.status_code == status, (names, query)
        assert ("Remote-Groups" in answer.headers) is (status == 200)
        if status == 403:
            assert answer.json["code"] == "group_required"


@DIALECTS
@EVERY_WAY
def test_i11_a_group_that_is_deleted_is_gone_at_the_next_request(
    ann: Person, dialect: str, way: str
) -> None:
    put_into(ann.sign_in(), "wiki")
    answer = WAYS[way](ann, "?group=wiki", dialect)
    assert (answer.status_code, answer.headers["Remote-Groups"]) == (200, "user,wiki")
    assert flask(ann.app, "groups", "delete", "wiki", "--yes").exit_code == 0
    answer = WAYS[way](ann, "?group=wiki", dialect)
    assert (answer.status_code, answer.json["code"]) == (403, "group_required")
    assert WAYS[way](ann, "", dialect).headers["Remote-Groups"] == "user"


def test_a_person_in_no_such_group_gets_a_page_that_says_so(ann: Person) -> None:
    answer = ask(ann.sign_in(), "?group=wiki", headers=HTML)
    assert (answer.status_code, answer.mimetype) == (403, "text/html")
