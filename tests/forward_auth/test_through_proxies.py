"""Promise: behind real nginx and real Caddy an app gets every kind of request that may pass, with
who it is, and none that may not (R83)."""

import base64
import urllib.parse

import pytest

from tests.forward_auth.house import ANN, NAME, ROOT, House
from tests.forward_auth.visitor import JSON, PAGE, Visitor, query

STREAM = (("Accept", "text/event-stream"),)
SOCKET = (
    ("Upgrade", "websocket"),
    ("Connection", "Upgrade"),
    ("Sec-WebSocket-Version", "13"),
    ("Sec-WebSocket-Key", base64.b64encode(b"sixteen bytes of").decode()),
)
XHR = (("Accept", "*/*"), ("X-Requested-With", "XMLHttpRequest"))
FETCH = (("Accept", "*/*"), ("Sec-Fetch-Mode", "cors"))
BODY = bytes(range(256)) * 500


@pytest.fixture
def ann(house: House) -> Visitor:
    return house.sign_in()


def test_a_page_load_leads_to_the_login_page_and_back(house: House) -> None:
    visitor, page = house.visitor(), f"{house.app()}/a%20b/c?x=1&y=%2F"
    sent = visitor.send(page, headers=PAGE)
    assert sent.status == 302
    assert (sent.header("Location") or "").startswith(f"{house.home}/login?rd=")
    assert "no-store" in (sent.header("Cache-Control") or "")
    assert house.way_back(visitor, sent) == {"url": page, "need": ["login"]}
    house.log_in(visitor)
    assert house.way_back(visitor, sent) == {"url": page, "need": []}
    opened = visitor.send(page, headers=PAGE)
    assert opened.status == 200
    assert opened.json["path"] == "/a%20b/c?x=1&y=%2F"


@pytest.mark.parametrize(
    "headers",
    [XHR, FETCH, JSON, STREAM, SOCKET],
    ids=["xhr", "fetch", "json", "events", "websocket"],
)
def test_a_program_is_refused_and_told_where_to_sign_in(
    house: House, headers: tuple[tuple[str, str], ...]
) -> None:
    before = house.wiki.seen
    answer = house.visitor().send(f"{house.app()}/data?q=1", headers=headers)
    assert (answer.status, answer.json["code"]) == (401, "not_signed_in")
    assert answer.json["need"] == ["login"]
    assert answer.json["location"] == answer.header("Location")
    assert query(answer.need) == {"rd": f"{house.app()}/data?q=1"}
    assert "no-store" in (answer.header("Cache-Control") or "")
    assert house.wiki.seen == before


@pytest.mark.parametrize("headers", [PAGE, XHR, FETCH, JSON])
def test_a_body_arrives_whole(
    house: House, ann: Visitor, headers: tuple[tuple[str, str], ...]
) -> None:
    answer = ann.send(f"{house.app()}/save", method="POST", headers=headers, body=BODY)
    assert (answer.status, answer.json["method"]) == (200, "POST")
    assert answer.json["body"].encode("latin-1") == BODY


def test_a_body_without_a_login_reaches_nobody(house: House) -> None:
    before = house.wiki.seen
    url = f"{house.app()}/save"
    assert house.visitor().send(url, method="POST", headers=XHR, body=BODY).status == 401
    assert house.visitor().send(url, method="POST", headers=PAGE, body=BODY).status == 302
    assert house.wiki.seen == before


def test_a_websocket_opens(house: House, ann: Visitor) -> None:
    with ann.connect(house.app()) as wire:
        ann.write(wire, f"{house.app()}/socket", method="GET", headers=SOCKET)
        received = b""
        while not received.endswith(ANN.encode()):
            piece = wire.recv(4096)
            assert piece, received
            received += piece
    assert received.startswith(b"HTTP/1.1 101 ")


def test_events_arrive_when_they_are_sent(house: House, ann: Visitor) -> None:
    house.wiki.first_was_seen.clear()
    with ann.connect(house.app()) as wire:
        ann.write(wire, f"{house.app()}/events", method="GET", headers=STREAM)
        received = b""
        while b"data: one" not in received:
            received += wire.recv(4096)
        assert b"data: two" not in received
        house.wiki.first_was_seen.set()
        while piece := wire.recv(4096):
            received += piece
    assert b"data: two" in received


def test_the_app_is_told_who_it_is(house: House, ann: Visitor) -> None:
    answer = ann.send(house.app())
    assert answer.seen("Remote-Email") == [ANN]
    assert [urllib.parse.unquote(name) for name in answer.seen("Remote-Name")] == [NAME]
    assert answer.seen("Remote-Name")[0].isascii()
    assert answer.seen("Remote-Groups") == ["user"]
    assert len(answer.seen("Remote-User")[0]) == 22
    root = house.sign_in(ROOT).send(house.app())
    assert root.seen("Remote-Name") == [ROOT]
    assert root.seen("Remote-Groups") == ["admin"]


_NAMES = ("Remote-User", "Remote-Email", "Remote-Name", "Remote-Groups")


@pytest.mark.parametrize("twist", [str, str.lower, str.upper, lambda n: n.replace("-", "_")])
def test_r83_what_the_client_says_of_itself_is_replaced(
    house: House, ann: Visitor, twist: object
) -> None:
    assert callable(twist)
    forged = [(twist(name), "root") for name in _NAMES for _ in range(2)]
    answer = ann.send(house.app(), headers=[*JSON, *forged])
    for name in _NAMES:
        assert len(answer.seen(name)) == 1, name
        assert "root" not in answer.seen(name)
    assert house.visitor().send(house.app(), headers=[*JSON, *forged]).status == 401


def test_r83_no_name_with_an_underscore_reaches_the_app(house: House, ann: Visitor) -> None:
    forged = [("Remote_User", "root"), ("X_Forwarded_For", "6.6.6.6"), ("x_forwarded_proto", "ftp")]
    answer = ann.send(house.app(), headers=[*JSON, *forged, ("remote_User-x", "root")])
    assert [name for name, _ in answer.json["headers"] if "_" in name] == []
    assert answer.seen("X-Forwarded-For") == ["127.0.0.1"]
    assert answer.seen("X-Forwarded-Proto") == ["https"]


@pytest.mark.parametrize("twist", [str, lambda n: n.replace("-", "_")])
def test_r83_forwarded_headers_of_strangers_decide_nothing(house: House, twist: object) -> None:
    assert callable(twist)
    forged = [
        (twist(name), value)
        for name, value in (
            ("X-Forwarded-Host", "evil.example"),
            ("X-Forwarded-Proto", "http"),
            ("X-Forwarded-Uri", "/api/auth/me"),
            ("X-Forwarded-Method", "OPTIONS"),
            ("X-Forwarded-For", "127.0.0.1"),
            ("X-Original-URL", "https://evil.example/"),
            ("X-Original-Method", "OPTIONS"),
            ("X-Real-IP", "127.0.0.1"),
            ("Forwarded", "host=evil.example;for=127.0.0.1"),
        )
    ]
    for headers in (PAGE, JSON):
        answer = house.visitor().send(f"{house.app()}/x", headers=[*headers, *forged])
        assert answer.status in {302, 401}
        assert query(answer.need) == {"rd": f"{house.app()}/x"}


def test_our_cookies_do_not_reach_the_app_and_its_own_do(house: House, ann: Visitor) -> None:
    proof = ann.cookie_header(f"wiki.{house.home}".partition(":")[0]) or ""
    secret = ann.cookies[".example.test", "forward_auth"]
    both = "; ".join(f"{name}={value}" for (_, name), value in ann.cookies.items())
    assert "__Host-session=" in both
    assert proof == ""
    for sent in (
        f"forward_auth={secret}",
        f"forward_auth={secret}; session=app; theme=dark",
        f"session=app; {both}; theme=dark",
        f"theme=dark;forward_auth={secret};session=app",
    ):
        answer = ann.send(house.app(), headers=[*JSON, ("Cookie", sent)])
        assert answer.status == 200
        seen = "; ".join(answer.seen("Cookie"))
        assert secret not in seen
        assert "__Host-" not in seen
        if "theme" in sent:
            assert {part.strip() for part in seen.split(";")} - {""} == {
                "session=app",
                "theme=dark",
            }


@pytest.mark.parametrize("path", ["/open/x", "/public/x"])
def test_an_open_path_tells_the_app_nobody_and_shows_it_no_cookie_of_ours(
    house: House, ann: Visitor, path: str
) -> None:
    secret = ann.cookies[".example.test", "forward_auth"]
    forged = [
        (twist(name), "root")
        for name in (*_NAMES, "X-Forwarded-For")
        for twist in (str, str.lower, lambda name: name.replace("-", "_"))
    ]
    sent = ("Cookie", f"theme=dark; forward_auth={secret}; __Host-session=x; session=app")
    for visitor in (ann, house.visitor()):
        answer = visitor.send(f"{house.app()}{path}", headers=[*JSON, *forged, sent])
        assert (answer.status, answer.json["path"]) == (200, path)
        assert "root" not in [value for _, value in answer.json["headers"]]
        assert [name for name, _ in answer.json["headers"] if "_" in name] == []
        assert not any(answer.seen(name) for name in _NAMES)
        seen = {part.strip() for each in answer.seen("Cookie") for part in each.split(";")}
        assert seen - {""} == {"theme=dark", "session=app"}
    assert house.visitor().send(f"{house.app()}/closed/../x", headers=JSON).status == 401


@pytest.mark.parametrize("times", [2, 3, 9])
def test_a_cookie_that_is_sent_again_and_again_does_not_slip_by(
    house: House, ann: Visitor, times: int
) -> None:
    secret = ann.cookies[".example.test", "forward_auth"]
    session = ann.cookies[f"login.{'example.test'}", "__Host-session"]
    junk = "; ".join(f"__Host-known_browser={secret}{number}" for number in range(times))
    sent = f"a=b; forward_auth={secret}; {junk}; __Host-session={session}"
    answer = ann.send(house.app(), headers=[*JSON, ("Cookie", sent)])
    assert answer.status == 200
    assert not any(secret in each or session in each for each in answer.seen("Cookie"))


def test_the_apps_own_credentials_reach_the_app(house: House, ann: Visitor) -> None:
    sent = ("Authorization", "Basic YXBwOm93bg==")
    answer = ann.send(house.app(), headers=[*JSON, sent])
    assert answer.seen("Authorization") == ["Basic YXBwOm93bg=="]
    assert house.visitor().send(house.app(), headers=[*JSON, sent]).status == 401


def test_the_apps_own_refusals_reach_the_browser(house: House, ann: Visitor) -> None:
    answer = ann.send(f"{house.app()}/refused")
    assert (answer.status, answer.body) == (403, b"the app's own refusal")
