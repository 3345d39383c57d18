"""Promise: the way back leads to our own origins alone, through exactly what is missing, and ends
(R74)."""

from collections.abc import Callable

import pytest

from app.config import Settings
from app.core.redirects import LONGEST, as_sent, origin_of, way_back
from app.sessions.models import AuthSession
from tests.forward_auth.conftest import (
    BOARD,
    HOME,
    HTML,
    WIKI,
    ask,
    at_the_app,
    forward_cookie,
    query_of,
)
from tests.person import Person
from tests.rows import execute, rows

HOSTILE = [
    "//evil.example",
    "/\\evil.example",
    "\\\\\\evil.example",
    "/%09/evil.example",
    "https:evil.example",
    "https:/evil.example",
    "https:///evil.example",
    "https:\\\\evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "@evil.example",
    "https://evil.example",
    "https://evil.example/https://wiki.example.test",
    "https://wiki.example.test@evil.example",
    "https://wiki.example.test:443@evil.example/",
    "https://user@wiki.example.test/",
    "https://user:pass@wiki.example.test/",
    "https://wiki.example.test\\@evil.example",
    "https://evil.example\\@wiki.example.test",
    "https://wiki.example.test.evil.example/",
    "https://evilwiki.example.test/",
    "https://sub.wiki.example.test/",
    "https://wiki.example.test./",
    "https://example.test/",
    "https://wiki.example.test:8443/",
    "https://wiki.example.test:/",
    "https://wiki.example.test:080/",
    "https://wiki.example.test:99999/",
    "https://wiki.example.test:443x/",
    "http://wiki.example.test/",
    "ftp://wiki.example.test/",
    "wss://wiki.example.test/",
    "//wiki.example.test/",
    "wiki.example.test",
    "/profile",
    "",
    " https://wiki.example.test/",
    "https://wiki.example.test/ ",
    "\thttps://wiki.example.test/",
    "ht\ntps://wiki.example.test/",
    "https://wiki.exam\tple.test/",
    "https://wiki.example.test/\r\nSet-Cookie: a=b",
    "https://wiki.example.test/\0",
    "https://wiki.example.test/\\evil.example",
    "https://wiki。example。test/",
    "https://ｗiki.example.test/",
    "https://wiki%2Eexample.test/",
    "https://wiki.example.test%2Fevil.example/",
    "https://wiki.example.test%00.evil.example/",
    "https://wiki.example.test;evil.example/",
    "https://[::1]/",
    "https://2130706433/",
    "view-source:https://wiki.example.test/",
    "blob:https://wiki.example.test/x",
    f"https://wiki.example.test/{'x' * LONGEST}",
]
GOOD = {
    WIKI: f"{WIKI}/",
    f"{WIKI}/": f"{WIKI}/",
    f"{WIKI}?a=b": f"{WIKI}/?a=b",
    f"{WIKI}#a": f"{WIKI}/#a",
    f"{WIKI}:443/a": f"{WIKI}/a",
    f"{WIKI}//evil.example": f"{WIKI}//evil.example",
    f"{WIKI}/..//evil.example": f"{WIKI}/..//evil.example",
    f"{WIKI}/@evil.example": f"{WIKI}/@evil.example",
    "HTTPS://Wiki.Example.Test/Page?To=https://evil.example": (
        f"{WIKI}/Page?To=https://evil.example"
    ),
    f"{BOARD}/x": f"{BOARD}/x",
    f"{HOME}/profile": f"{HOME}/profile",
}


@pytest.mark.parametrize("text", HOSTILE)
def test_r74_a_hostile_address_leads_nowhere(ann: Person, text: str) -> None:
    assert way_back(text, (HOME, WIKI, BOARD)) is None
    answer = ann.get("/api/authz/return", query_string={"rd": text})
    assert (answer.status_code, answer.json["code"]) == (400, "invalid_request")
    assert "rd" in answer.json["fields"]


@pytest.mark.parametrize("text", GOOD)
def test_r74_an_address_of_ours_is_built_anew_on_its_origin(person: Person, text: str) -> None:
    answer = person.get("/api/authz/return", query_string={"rd": text})
    assert answer.json == {"url": GOOD[text], "need": ["login"]}


def test_r74_no_origin_at_all_leads_nowhere() -> None:
    assert way_back(WIKI, ()) is None
    assert way_back(None, (WIKI,)) is None
    assert way_back(WIKI, ("not an origin",)) is None
    assert origin_of("nonsense") is None


def test_what_a_proxy_sends_raw_is_encoded_and_what_is_too_long_is_cut(person: Person) -> None:
    assert as_sent("/ä b\\c\x00%20".encode().decode("latin-1")) == "/%C3%A4%20b%5Cc%00%20"
    raw = f"{WIKI}/straße?q=a\\b".encode().decode("latin-1")
    assert query_of(ask(person, url=raw))["rd"] == f"{WIKI}/stra%C3%9Fe?q=a%5Cb"
    assert query_of(ask(person, url=f"{WIKI}/{'x' * LONGEST}"))["rd"] == f"{WIKI}/"


@pytest.mark.parametrize("text", [each for each in HOSTILE if each.isprintable()])
def test_r83_a_forged_way_back_is_dropped_and_decides_nothing(ann: Person, text: str) -> None:
    forged = {"X-Forwarded-Proto": "https", "X-Forwarded-Uri": ""}
    forged["X-Forwarded-Host"] = text.removeprefix("https://").encode().decode("latin-1")
    told = query_of(ask(ann, headers=forged)).get("rd", HOME)
    assert told.startswith((f"{WIKI}/", HOME))
    assert ask(ann.sign_in(), headers=forged).status_code == 200


def test_a_missing_rd_is_refused(person: Person) -> None:
    answer = person.get("/api/authz/return")
    assert (answer.status_code, answer.json["code"]) == (400, "invalid_request")


def _follow(person: Person, query: str) -> list[str]:
    """Load the app's page as a browser does and do what the login page says, until it opens;
    return what had to be done."""
    done: list[str] = []
    steps: dict[str, Callable[[], object]] = {
        "login": person.sign_in,
        "enrol": person.enable,
        "second_factor": lambda: _prove(person),
        "fresh": lambda: _prove(person),
    }
    for _ in range(6):
        answer = ask(person, query, headers=HTML)
        if answer.status_code == 200:
            return done
        assert answer.status_code == 302
        back = person.get("/api/authz/return", query_string=query_of(answer))
        while need := back.json["need"]:
            done += need
            steps[need[0]]()
            back = person.get("/api/authz/return", query_string=query_of(answer))
        assert back.json["url"] == f"{WIKI}/page?a=1"
    raise AssertionError(f"a loop: {done}")


def _prove(person: Person) -> None:
    proof = {"code": person.code()} if person.secret else {"password": person.password}
    assert person.reauth(**proof).status_code == 200
    person.clock.next_step()


def test_who_is_signed_in_passes_at_once(ann: Person) -> None:
    assert _follow(ann.sign_in(), "") == []


@pytest.mark.parametrize("query", ["", "?factor=2", "?fresh=60", "?factor=2&fresh=60&group=user"])
def test_a_stranger_is_led_through_login_and_back(enrolled: Person, query: str) -> None:
    assert _follow(enrolled.other_browser(), query) == ["login"]


def test_who_has_no_second_factor_is_led_to_set_one_up(ann: Person) -> None:
    assert _follow(ann.sign_in(), "?factor=2&fresh=300") == ["enrol"]


def test_a_trusted_browser_is_asked_for_the_second_factor(enrolled: Person) -> None:
    enrolled.post("logout")
    enrolled.half().post("2fa/verify-login", {"code": enrolled.code(), "rememberDevice": True})
    enrolled.clock.next_step()
    enrolled.post("logout")
    assert "requires2FA" not in enrolled.log_in().json
    assert _follow(enrolled, "") == []
    assert _follow(enrolled, "?factor=2") == ["second_factor"]
    assert _follow(enrolled, "?factor=2&fresh=60") == []


@pytest.mark.parametrize("seconds", [60, 900])
def test_an_old_proof_has_to_be_made_anew(ann: Person, seconds: int) -> None:
    ann.sign_in()
    ann.clock.move(seconds=seconds - 1)
    assert _follow(ann, f"?fresh={seconds}") == []
    ann.clock.move(seconds=1)
    answer = ask(ann, f"?fresh={seconds}")
    assert (answer.status_code, answer.json["need"]) == (401, ["fresh"])
    assert query_of(answer)["need"] == "fresh"
    assert _follow(ann, f"?fresh={seconds}") == ["fresh"]


def test_who_must_enrol_first_is_not_let_through(ann: Person) -> None:
    ann.sign_in()
    execute(ann.app, "UPDATE users SET role = 'admin'")
    answer = ask(ann, "?group=admin")
    assert (answer.status_code, answer.json["need"]) == (401, ["enrol"])
    assert _follow(ann, "?group=admin") == ["enrol"]


def test_who_lost_the_cookie_for_apps_gets_it_on_the_way_back(ann: Person) -> None:
    ann.sign_in()
    execute(ann.app, "UPDATE sessions SET forward_hash = NULL")  # as of a session from before
    assert ask(at_the_app(ann)).status_code == 401
    back = ann.get("/api/authz/return", query_string={"rd": WIKI})
    assert back.json == {"url": f"{WIKI}/", "need": []}
    assert ask(at_the_app(ann)).status_code == 200


def test_two_tabs_do_not_take_the_cookie_from_each_other(ann: Person) -> None:
    held = str(forward_cookie(ann.sign_in()))
    ann.use_cookie("forward_auth", held)
    for _ in range(2):
        ann.get("/api/authz/return", query_string={"rd": WIKI})
        assert forward_cookie(ann) == held
    assert ask(at_the_app(ann)).status_code == 200


class TestWithoutACookieDomain:
    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        values = vars(settings) | {"cookie_domain": None, "protected_origins": (BOARD,)}
        return Settings(**values)

    def test_no_such_cookie_is_made_or_heeded(self, ann: Person) -> None:
        ann.sign_in()
        assert ann.get("/api/authz/return", query_string={"rd": BOARD}).json["need"] == []
        assert forward_cookie(ann) is None
        assert rows(ann.app, AuthSession)[0].forward_hash is None
        assert ask(ann, url=f"{BOARD}/").status_code == 200
