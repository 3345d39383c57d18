"""Promise: a public server lets no stranger in, by page, API, token or proxy, and the example of
docs/groups-and-apps.md, typed word by word, lets five people in, each to their apps (I01)."""

import re
import time
from collections.abc import Iterator
from email import message_from_bytes, policy

import pytest

from tests.forward_auth.house import PASSWORD, House, open_house
from tests.forward_auth.proxies import DOMAIN, KINDS
from tests.forward_auth.visitor import Visitor
from tests.live import ROOT
from tests.person import text_of

_GUIDE = (ROOT / "docs" / "groups-and-apps.md").read_text("utf-8")
[_TYPED] = re.findall(r"^```sh\n(.*?)^```$", _GUIDE, re.MULTILINE | re.DOTALL)
STRANGER = "stranger@example.com"


@pytest.fixture(scope="module", params=list(KINDS))
def house(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    """A server at a public address, started without REGISTRATION."""
    with open_house(request.param, tmp_path_factory.mktemp(f"shut-{request.param}")) as found:
        yield found


def mailed(house: House, address: str, path: str) -> str:
    """Wait for a link in somebody's mailbox; return its token."""
    for _ in range(200):
        for file in house.server.mail.glob("*.eml"):
            mail = message_from_bytes(file.read_bytes(), policy=policy.default)
            if mail["To"] == address and (
                found := re.search(rf"{path}#token=(\S+)", text_of(mail))
            ):
                return found[1]
        time.sleep(0.05)
    raise AssertionError(f"no mail to {address}")


def test_i01_a_stranger_gets_nowhere(house: House) -> None:
    stranger, body = house.visitor(), {"email": STRANGER, "password": PASSWORD}
    assert stranger.send(f"{house.home}/api/config").json["registration"] == "invited"
    assert stranger.send(f"{house.home}/register").status == 200
    assert house.call(stranger, "register", body).status == 201
    assert house.call(stranger, "register", body | {"invitation": "x"}).status == 400
    assert house.call(stranger, "password/forgot", {"email": STRANGER}).status == 202
    assert house.call(stranger, "verify-email/resend", {"email": STRANGER}).status == 202
    for path in ("login", "token"):
        answer = house.call(stranger, path, body)
        assert (answer.status, answer.json["code"]) == (401, "invalid_credentials")
    assert stranger.send(f"{house.home}/api/auth/me").status == 401
    for path in ("groups", "apps", "invitations"):
        assert stranger.send(f"{house.home}/api/admin/{path}").status == 401
    before = house.wiki.seen
    assert stranger.send(house.app()).status == 401
    assert house.wiki.seen == before
    assert STRANGER not in house.server.flask("users", "list").stdout
    sent = [file.read_bytes() for file in house.server.mail.glob("*.eml")]
    assert not any(STRANGER.encode() in each for each in sent)


def typed(house: House) -> str:
    """Run the example as it stands, but for the apps' origins; return what it printed."""
    text = _TYPED.replace("https://wiki.example.com", house.app())
    text = text.replace("https://books.example.com", house.app("factor=2"))
    text = text.replace("https://status.example.com", f"https://status.{DOMAIN}")
    printed = []
    for line in text.splitlines():
        done = house.server.flask(*line.split()[1:])
        assert done.returncode == 0, (line, done.stderr)
        printed.append(done.stdout)
    return "".join(printed)


def join(house: House, address: str, token: str) -> Visitor:
    """Register by an invitation, and sign in."""
    visitor = house.visitor()
    body = {"email": address, "password": PASSWORD, "invitation": token}
    answer = house.call(visitor, "register", body)
    assert answer.status == 201, answer.body
    if "user" not in answer.json:
        proof = {"token": mailed(house, address, "/verify-email")}
        assert house.call(visitor, "verify-email", proof).status == 200
        assert house.log_in(visitor, address).status == 200
    return visitor


def test_the_example_typed_word_by_word(house: House) -> None:
    printed = typed(house)
    link = re.findall(r"/join#token=(\S+)", printed)[0]
    mia, ben = (
        join(house, address, mailed(house, address, "/join"))
        for address in ("mia@example.com", "ben@example.com")
    )
    three = [join(house, f"p{number}@example.com", link) for number in range(3)]
    fourth = {"email": "p4@example.com", "password": PASSWORD, "invitation": link}
    assert house.call(house.visitor(), "register", fourth).json["code"] == "invalid_token"
    for each in (mia, ben, *three):
        assert each.send(house.app()).status == 200
    wiki = ben.send(house.app())
    assert wiki.seen("Remote-Groups") == ["user,finance,staff"]
    assert ben.send(house.app("factor=2")).status == 401
    house.enrol(ben)
    assert ben.send(house.app("factor=2")).status == 200
    for each in (mia, *three):
        house.enrol(each)
        assert each.send(house.app("factor=2")).status == 403
