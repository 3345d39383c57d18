"""Promise: no spelling of a host, port, path or header reaches an app past its rule, behind real
nginx and real Caddy (I11, I14)."""

from collections.abc import Iterator

import pytest

from tests.forward_auth.house import ANN, House
from tests.forward_auth.proxies import DOMAIN
from tests.forward_auth.visitor import JSON, NAMES, Visitor

OTHER = f"https://shop.{DOMAIN}"
# None of them is below /free/ for every server that reads it.
CLOSED = (
    "/free/../x", "/free/%2e%2e/x", "/free/..%2fx", "/free;/x", "/free//x", "/FREE/x",
    "/freedom", "/free/%252e%252e/x", "/free/..;/x", "/free/a%5cb", "/x?/free/", "/%66ree/../x",
    "/free%00", "/x#/free/", "/free/#/../x",
)  # fmt: skip


@pytest.fixture
def ruled(house: House) -> Iterator[House]:
    """The wiki is for editors; a shop, which everybody may open, is elsewhere."""
    run(house, "groups", "create", "editors")
    run(house, "apps", "add", "Wiki", house.app(), "--group", "editors", "--open", "/free/")
    run(house, "apps", "add", "Shop", OTHER)
    yield house
    for origin in (house.app(), OTHER):
        run(house, "apps", "remove", origin, "--yes")
    run(house, "groups", "delete", "editors", "--yes")


def run(house: House, *arguments: str) -> None:
    done = house.server.flask(*arguments)
    assert done.returncode == 0, done.stderr


def test_i11_the_rule_decides_at_the_next_request(ruled: House) -> None:
    ann = ruled.sign_in()
    assert ann.send(ruled.app()).status == 403
    run(ruled, "groups", "add", "editors", ANN)
    answer = ann.send(ruled.app())
    assert (answer.status, answer.seen("Remote-Groups")) == (200, ["user,editors"])
    run(ruled, "groups", "remove", "editors", ANN)
    assert ann.send(ruled.app()).status == 403


def raw(house: House, visitor: Visitor, target: str, *headers: tuple[str, str]) -> bytes:
    """Send a request line and headers as they are; return all that comes back."""
    cookie = ("Cookie", visitor.cookie_header(f"wiki.{DOMAIN}"))
    head = "".join(f"{name}: {value}\r\n" for name, value in (*headers, cookie, *JSON))
    with visitor.connect(house.app()) as wire:
        wire.sendall(f"GET {target} HTTP/1.1\r\n{head}Connection: close\r\n\r\n".encode("latin-1"))
        received = b""
        while piece := wire.recv(4096):
            received += piece
    return received


def test_i14_no_host_that_a_client_writes_opens_the_app(ruled: House) -> None:
    ann, host = ruled.sign_in(), ruled.app().removeprefix("https://")
    name, _, port = host.partition(":")
    hosts = [
        host, host.upper(), f"{name}.:{port}", name, f"{name}:443", f"shop.{DOMAIN}", f"u@{host}",
        f"shop.{DOMAIN}@{host}", f"{host}@shop.{DOMAIN}", f"shop.{DOMAIN}\\@{host}", "",
        f"shop.{DOMAIN}, {host}", f"shop.{DOMAIN}:{port}",
    ]  # fmt: skip
    # The same request opens the app while the rule lets her in.
    run(ruled, "groups", "add", "editors", ANN)
    assert raw(ruled, ann, "/x", ("Host", host)).split(b" ", 2)[1] == b"200"
    run(ruled, "groups", "remove", "editors", ANN)
    before = ruled.wiki.seen
    for each in hosts:
        raw(ruled, ann, "/x", ("Host", each))
        raw(ruled, ann, f"{OTHER}/x", ("Host", each))
        raw(ruled, ann, f"https://{host}/x", ("Host", each))
    for twice in ((host, f"shop.{DOMAIN}"), (f"shop.{DOMAIN}", host)):
        raw(ruled, ann, "/x", *(("Host", each) for each in twice))
    assert ruled.wiki.seen == before


def test_i14_no_header_that_a_client_writes_opens_the_app(ruled: House) -> None:
    ann, before = ruled.sign_in(), ruled.wiki.seen
    forged = [
        ("X-Original-URL", f"{OTHER}/"), ("X-Forwarded-Host", f"shop.{DOMAIN}"),
        ("X-Forwarded-Proto", "https"), ("X-Forwarded-Uri", "/free/x"),
        ("Forwarded", f"host=shop.{DOMAIN};proto=https"), ("X-Host", f"shop.{DOMAIN}"),
        ("X_Forwarded_Host", f"shop.{DOMAIN}"), ("X-Original-Url", f"{ruled.app()}/free/x"),
        ("X-Rewrite-URL", "/free/x"), ("X-Forwarded-Port", "443"),
    ]  # fmt: skip
    for headers in (*([each] for each in forged), forged):
        answer = ann.send(f"{ruled.app()}/x", headers=[*JSON, *headers])
        assert answer.status in {400, 403}, headers
    assert ruled.wiki.seen == before


def test_an_open_path_passes_without_anybody_and_no_other_does(ruled: House) -> None:
    forged = [(name, "root") for name in NAMES]
    for visitor in (ruled.visitor(), ruled.sign_in()):
        answer = visitor.send(f"{ruled.app()}/free/x", headers=[*JSON, *forged])
        assert (answer.status, answer.json["path"]) == (200, "/free/x")
        assert [answer.seen(name) for name in NAMES] in ([[]] * 4, [[""]] * 4)
        before = ruled.wiki.seen
        for path in CLOSED:
            sent = raw(ruled, visitor, path, ("Host", ruled.app().removeprefix("https://")))
            assert sent.split(b" ", 2)[1] in {b"400", b"401", b"403"}, (path, sent[:80])
        assert ruled.wiki.seen == before
