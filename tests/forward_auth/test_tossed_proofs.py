"""Promise: a neighbour who tosses cookies beside ours locks nobody out of an app, sends nobody in
circles, and makes nobody somebody else (R75, R83)."""

import pytest
from sqlalchemy import event

from app.extensions import db
from tests.client import Answer, Client
from tests.forward_auth.conftest import CADDY, HTML, WIKI, forward_cookie
from tests.person import Person

_TOSSED = {
    "before ours": "forward_auth=garbage; forward_auth={}",
    "behind ours": "forward_auth={}; forward_auth=garbage",
    "many": "forward_auth=a; " * 40 + "forward_auth={}",
    "empty": "forward_auth=; forward_auth={}",
    "ours again": "forward_auth={}; forward_auth={}",
}


def _asked(person: Person, cookies: str) -> Answer:
    client = Client(person.app, use_cookies=False)
    where = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": WIKI.partition("//")[2]}
    raw = {"HTTP_COOKIE": cookies}
    return client.get(CADDY, headers={**HTML, **where}, environ_overrides=raw)


@pytest.mark.parametrize("how", _TOSSED)
def test_r83_the_owner_passes_whatever_is_tossed_beside_the_cookie(ann: Person, how: str) -> None:
    cookies = _TOSSED[how].replace("{}", str(forward_cookie(ann.sign_in())))
    answer = _asked(ann, cookies)
    assert (answer.status_code, answer.headers["Remote-Email"]) == (200, ann.email)


def test_r75_the_cookies_of_two_people_make_nobody_either(ann: Person, bob: Person) -> None:
    both = [str(forward_cookie(each.sign_in())) for each in (ann, bob)]
    assert _asked(ann, "; ".join(f"forward_auth={each}" for each in both)).status_code == 302


def test_the_way_back_voids_the_tossed_proof_of_somebody_else(ann: Person, bob: Person) -> None:
    mine, his = [str(forward_cookie(each.sign_in())) for each in (ann, bob)]
    both = f"forward_auth={his}; forward_auth={mine}"
    assert _asked(ann, both).status_code == 302
    session = f"__Host-session={ann.cookie('__Host-session')}"
    client = Client(ann.app, use_cookies=False)
    asked = {
        "query_string": {"rd": WIKI},
        "environ_overrides": {"HTTP_COOKIE": f"{session}; {both}"},
    }
    assert client.get("/api/authz/return", **asked).json["need"] == []
    assert _asked(ann, both).headers["Remote-Email"] == ann.email
    assert bob.get("/api/authz/return", query_string={"rd": WIKI}).json["need"] == []
    assert _asked(bob, f"forward_auth={forward_cookie(bob)}").status_code == 200


def test_however_much_is_tossed_few_questions_reach_the_database(ann: Person) -> None:
    ours, asked = str(forward_cookie(ann.sign_in())), list[str]()
    tossed = [f"forward_auth={number:043}" for number in range(300)]
    with ann.app.app_context():
        for engine in db.engines.values():
            event.listen(engine, "before_cursor_execute", lambda *_: asked.append(""))
    assert _asked(ann, "; ".join([*tossed, f"forward_auth={ours}"])).status_code == 200
    assert 0 < len(asked) < 12


def test_r75_garbage_alone_is_nobody(ann: Person) -> None:
    ann.sign_in()
    assert _asked(ann, "forward_auth=a; forward_auth=b").status_code == 302


def test_the_way_back_leaves_a_good_cookie_as_it_is(ann: Person) -> None:
    held = str(forward_cookie(ann.sign_in()))
    session = f"__Host-session={ann.cookie('__Host-session')}"
    client = Client(ann.app, use_cookies=False)
    for tossed in (f"forward_auth=garbage; forward_auth={held}", f"forward_auth={held}"):
        answer = client.get(
            "/api/authz/return",
            query_string={"rd": WIKI},
            environ_overrides={"HTTP_COOKIE": f"{session}; {tossed}"},
        )
        assert f"forward_auth={held};" in answer.headers["Set-Cookie"]
    assert _asked(ann, f"forward_auth={held}").status_code == 200
