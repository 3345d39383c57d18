"""Promise: nothing that a client writes makes real nginx or real Caddy tell an app who it is,
forget who it is, or open what is closed (R83)."""

import pytest

from tests.forward_auth.house import ANN, House
from tests.forward_auth.visitor import JSON, NAMES, PAGE, SOCKET, Visitor, query


@pytest.fixture
def ann(house: House) -> Visitor:
    return house.sign_in()


@pytest.mark.parametrize("twist", [str, str.lower, str.upper, lambda n: n.replace("-", "_")])
def test_r83_what_the_client_says_of_itself_is_replaced(
    house: House, ann: Visitor, twist: object
) -> None:
    assert callable(twist)
    forged = [(twist(name), "root") for name in NAMES for _ in range(2)]
    answer = ann.send(house.app(), headers=[*JSON, *forged])
    for name in NAMES:
        assert len(answer.seen(name)) == 1, name
        assert "root" not in answer.seen(name)
    assert house.visitor().send(house.app(), headers=[*JSON, *forged]).status == 401


def test_r83_no_name_with_an_underscore_reaches_the_app(house: House, ann: Visitor) -> None:
    forged = [("Remote_User", "root"), ("X_Forwarded_For", "6.6.6.6"), ("x_forwarded_proto", "ftp")]
    answer = ann.send(house.app(), headers=[*JSON, *forged, ("remote_User-x", "root")])
    assert [name for name, _ in answer.json["headers"] if "_" in name] == []
    assert answer.seen("X-Forwarded-For") == ["127.0.0.1"]
    assert answer.seen("X-Forwarded-Proto") == ["https"]


# Every sign that RFC 9110 allows in a name beside letters, digits and the hyphen.
_SIGNS = "!#$%&'*+.^_`|~"


@pytest.mark.parametrize("path", ["/x", "/public/x"])
def test_no_sign_that_cgi_folds_makes_a_name_of_ours(house: House, ann: Visitor, path: str) -> None:
    names = (*NAMES, "X-Forwarded-For")
    forged = [(name.replace("-", sign), "root") for name in names for sign in _SIGNS]
    forged += [(f"x{sign}forwarded-{sign}for", "root") for sign in _SIGNS]
    answer = ann.send(f"{house.app()}{path}", headers=[*JSON, *forged])
    assert answer.status == 200
    assert [pair for pair in answer.json["headers"] if "root" in pair] == []
    assert answer.seen("X-Forwarded-For") == ["127.0.0.1"]


@pytest.mark.parametrize("name", ["Remote User", "Remote(User", "Remote/User", "Remote-User "])
def test_a_name_that_is_none_does_not_reach_the_app(house: House, ann: Visitor, name: str) -> None:
    answer = ann.send(house.app(), headers=[*JSON, (name, "root")])
    assert answer.status == 400 or "root" not in [value for _, value in answer.json["headers"]]


@pytest.mark.parametrize("first", ["close", "keep-alive", "Upgrade"])
def test_the_client_cannot_make_the_proxy_forget_who_it_is(
    house: House, ann: Visitor, first: str
) -> None:
    forgotten = ("Connection", ", ".join((first, *NAMES, "X-Forwarded-For")))
    answer = ann.send(house.app(), headers=[*JSON, forgotten])
    assert answer.seen("Remote-Email") == [ANN]
    assert [len(answer.seen(name)) for name in NAMES] == [1, 1, 1, 1]
    assert answer.seen("X-Forwarded-For") == ["127.0.0.1"]


@pytest.mark.parametrize("first", ["Upgrade", "UPGRADE"])
def test_a_websocket_cannot_make_the_proxy_forget_who_it_is(
    house: House, ann: Visitor, first: str
) -> None:
    forgotten = ("Connection", ", ".join((first, *NAMES)))
    rest = [pair for pair in SOCKET if pair[0] != "Connection"]
    assert house.greeted(ann, [forgotten, *rest]).endswith(ANN.encode())


@pytest.mark.parametrize("path", ["/x", "/public/x"])
@pytest.mark.parametrize("kind", ["h2c", "h2c, websocket", "websocket2"])
def test_no_tunnel_but_a_websocket_is_offered_to_the_app(
    house: House, ann: Visitor, path: str, kind: str
) -> None:
    sent = [("Connection", "Upgrade, HTTP2-Settings"), ("Upgrade", kind), ("HTTP2-Settings", "AA")]
    answer = ann.send(f"{house.app()}{path}", headers=[*JSON, *sent])
    assert answer.status == 200
    assert answer.seen("Upgrade") == []


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


@pytest.mark.parametrize(
    "path",
    [
        "/PUBLIC/x",
        "/Public/x",
        "/public",
        "/public/../x",
        "/public/%2e%2e/x",
        "/secret/..%2fpublic/x",
    ],
)
def test_no_other_spelling_of_an_open_path_opens(house: House, path: str) -> None:
    before = house.wiki.seen
    assert house.visitor().send(f"{house.app()}{path}", headers=JSON).status in {301, 401, 404}
    assert house.wiki.seen == before
