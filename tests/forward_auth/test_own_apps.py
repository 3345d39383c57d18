"""Promise: a signed-in person is told the apps that they may open, by the rule that the proxy's
question meets, and no other (I11)."""

from typing import Any

from app.core.origins import origin_in
from app.forward_auth import apps
from app.forward_auth.visitors import visitors
from tests.forward_auth.conftest import BOARD, WIKI, ask
from tests.forward_auth.test_listed_apps import SHOP, change, put
from tests.groups.test_membership import put_into
from tests.person import Person


def told(person: Person) -> list[dict[str, Any]]:
    answer = person.get("apps")
    assert answer.status_code == 200, answer.json
    found: list[dict[str, Any]] = answer.json["apps"]
    return found


def test_i11_what_is_listed_is_what_the_proxy_lets_through(ann: Person) -> None:
    put(ann, WIKI, groups=["editors", "admin"])
    put(ann, SHOP, groups=["writers"])
    put(ann, BOARD, groups=["user"])
    ann.sign_in()
    for groups in ((), ("editors",), ("writers", "editors"), ("writers",)):
        put_into(ann, *groups)
        opened = {each["origin"] for each in told(ann)}
        for origin in (WIKI, SHOP, BOARD):
            assert (ask(ann, url=f"{origin}/").status_code == 200) == (origin in opened), origin
            with ann.app.app_context():
                [page] = list(visitors(apps.find_app(origin))) or [[]]
            assert bool(page) == (origin_in(origin) in opened), "as `flask apps who` says"


def test_i11_apps_stand_by_name_with_what_they_ask_for(ann: Person) -> None:
    assert told(ann.sign_in()) == []
    put(ann, WIKI, name="wiki", factor=2, fresh=60)
    listed = put(ann, SHOP, name="Shop")
    wiki = {"name": "wiki", "origin": WIKI, "factor": 2, "fresh": 60, "takesTokens": False}
    shop = {"name": "Shop", "origin": SHOP, "factor": 1, "takesTokens": False}
    assert told(ann) == [shop, wiki]
    change(ann, listed, name="Zoo", groups=["user"])
    assert told(ann) == [wiki, shop | {"name": "Zoo"}]


def test_a_stranger_is_told_of_no_app(ann: Person) -> None:
    put(ann, WIKI)
    answer = ann.get("apps")
    assert (answer.status_code, answer.json["code"]) == (401, "not_signed_in")
