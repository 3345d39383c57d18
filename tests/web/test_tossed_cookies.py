"""Promise: a cookie that cannot be told from a neighbour's, or that was changed by one byte, is no
cookie (R71, R75)."""

import base64
import zlib
from pathlib import Path
from types import SimpleNamespace

import pytest
from itsdangerous import url_safe

from app.config import Settings
from tests.client import Answer, Client
from tests.conftest import Backend, settings_for
from tests.person import Person

SESSION, MARKER, BROWSER = "__Host-session", "__Host-twofa_token", "__Host-known_browser"
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


@pytest.fixture
def settings(backend: Backend, tmp_path: Path) -> Settings:
    return settings_for(backend, tmp_path, public_url="https://login.example.com")


@pytest.fixture
def bare(person: Person) -> Client:
    """A client that sends what it is told, byte by byte."""
    return Client(person.app, use_cookies=False)


def _send(bare: Client, cookie: str, path: str = "me") -> Answer:
    raw = cookie.encode().decode("latin-1")
    return bare.get(f"/api/auth/{path}", environ_overrides={"HTTP_COOKIE": raw})


def _opens_session(bare: Client, cookie: str) -> bool:
    answer = _send(bare, cookie)
    assert (answer.status_code, answer.json.get("code")) in {(200, None), (401, "not_signed_in")}
    return answer.status_code == 200


def _opens_second_step(bare: Client, cookie: str) -> bool:
    answer = _send(bare, cookie, "2fa/pending")
    found = (answer.status_code, answer.json.get("code"))
    assert found in {(200, None), (401, "twofa_session_expired")}
    return answer.status_code == 200


# How a neighbour can dress a value up as ours; `{}` is the name.
TOSSED = {
    "nameless": "={}={value}",
    "nameless behind another": "a=b; ={}={value}",
    "U+2000 before": "\u2000{}={value}",
    "U+2000 before, behind another": "a=b; \u2000{}={value}",
    "U+00A0 before": "\u00a0{}={value}",
    "U+FEFF before": "\ufeff{}={value}",
    "vertical tab before": "\x0b{}={value}",
    "vertical tab before, behind another": "a=b;\x0b{}={value}",
    "form feed before": "\x0c{}={value}",
    "unit separator before": "\x1f{}={value}",
    "U+0085 before": "\u0085{}={value}",
    "vertical tab behind": "{}\x0b={value}",
    "U+2000 behind": "{}\u2000={value}",
    "another case": "__host-{bare}={value}",
    "no prefix": "{bare}={value}",
    "the prefix under http": "second_lock_{bare}={value}",
    "two of the name": "{}={value}; {}=other",
    "two of the name, ours last": "{}=other; {}={value}",
    "two of the name, alike": "{}={value}; {}={value}",
    "two of the name, one empty": "{}=; {}={value}",
    "two of the name, one without a value": "{}; {}={value}",
}


# Whatever the database, cookies are told apart before it is asked.
ON_SQLITE = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


def _dressed(how: str, name: str, value: str) -> str:
    bare = name.removeprefix("__Host-")
    return TOSSED[how].replace("{}", name).replace("{bare}", bare).replace("{value}", value)


@ON_SQLITE
@pytest.mark.parametrize("how", TOSSED)
def test_r75_a_tossed_session_cookie_signs_nobody_in(ann: Person, bare: Client, how: str) -> None:
    value = ann.sign_in().held_cookie(SESSION)
    assert _opens_session(bare, f"{SESSION}={value}")
    assert not _opens_session(bare, _dressed(how, SESSION, value))


@ON_SQLITE
@pytest.mark.parametrize("how", TOSSED)
def test_r75_a_tossed_marker_opens_no_second_step(enrolled: Person, bare: Client, how: str) -> None:
    value = enrolled.other_browser().half().held_cookie(MARKER)
    assert _opens_second_step(bare, f"{MARKER}={value}")
    assert not _opens_second_step(bare, _dressed(how, MARKER, value))


def test_what_is_not_signed_by_us_is_never_unpacked(
    bare: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    unpacked: list[bytes] = []
    monkeypatch.setattr(url_safe, "zlib", SimpleNamespace(decompress=unpacked.append))
    packed = base64.urlsafe_b64encode(zlib.compress(b"1," * 10**6)).rstrip(b"=").decode()
    assert not _opens_session(bare, f"{SESSION}=.{packed}.aaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbb")
    assert unpacked == []


def test_r75_two_marks_of_a_browser_are_none(ann: Person, bare: Client) -> None:
    value = ann.sign_in().held_cookie(BROWSER)
    body = {"email": ann.email, "password": "wrong horse battery"}

    def guess(cookie: str) -> int:
        where = {"HTTP_COOKIE": cookie}
        return bare.post("/api/auth/login", json=body, environ_overrides=where).status_code

    assert [guess("") for _ in range(10)] == [401] * 10
    assert guess(f"{BROWSER}={value}; {BROWSER}={value}") == 429
    assert guess(f"{BROWSER}={value}") == 401


def test_r75_a_neighbours_own_cookies_disturb_nobody(ann: Person, bare: Client) -> None:
    value = ann.sign_in().held_cookie(SESSION)
    for sent in (
        f"theirs=1; {SESSION}={value}; theirs=2; \u2000{SESSION}=x; =y",
        f'theirs="b; {SESSION}={value}; theirs="',  # browsers quote nothing (RFC 6265 5.4)
        f'theirs="; {SESSION}={value}',
        f"theirs=1;{SESSION}={value};;",
        f" \t{SESSION} \t= {value} \t; theirs",
        f"theirs={SESSION}={value}x; {SESSION}={value}; {SESSION}s=x; my{SESSION}=x",
    ):
        assert _opens_session(bare, sent), sent


@pytest.mark.parametrize("header", ["\xff", "a=\xff; b=1", "\xed\xa0\x80=1", "\xc0\xaf"])
@pytest.mark.parametrize("ending", ["", f"; {SESSION}=\xff", f"; \xa0{SESSION}=x"])
def test_r75_a_header_that_is_not_utf8_is_no_session_and_no_crash(
    bare: Client, header: str, ending: str
) -> None:
    answer = bare.get("/api/auth/me", environ_overrides={"HTTP_COOKIE": header + ending})
    assert (answer.status_code, answer.json["code"]) == (401, "not_signed_in")


def _changed(value: str, at: int) -> str:
    """The value with one character replaced, so that the byte it stands for is another one."""
    if value[at] not in _LETTERS:
        return f"{value[:at]}A{value[at + 1 :]}"
    other = _LETTERS[_LETTERS.index(value[at]) ^ 32]  # the high bit: no padding bits at the end
    return value[:at] + other + value[at + 1 :]


def test_r71_every_byte_of_the_session_cookie_counts(ann: Person, bare: Client) -> None:
    value = ann.sign_in().held_cookie(SESSION)
    opened = [
        at for at in range(len(value)) if _opens_session(bare, f"{SESSION}={_changed(value, at)}")
    ]
    assert opened == []
    assert _opens_session(bare, f"{SESSION}={value}")


def test_r71_every_byte_of_the_marker_counts(enrolled: Person, bare: Client) -> None:
    value = enrolled.other_browser().half().held_cookie(MARKER)
    opened = [
        at
        for at in range(len(value))
        if _opens_second_step(bare, f"{MARKER}={_changed(value, at)}")
    ]
    assert opened == []
    assert _opens_second_step(bare, f"{MARKER}={value}")


@pytest.mark.parametrize("cut", [1, 10, -1, -10])
def test_r71_a_shortened_cookie_is_no_cookie(ann: Person, bare: Client, cut: int) -> None:
    value = ann.sign_in().held_cookie(SESSION)
    assert not _opens_session(bare, f"{SESSION}={value[cut:] if cut > 0 else value[:cut]}")
    assert not _opens_session(bare, f"{SESSION}={value}{value}")
    assert not _opens_session(bare, f"{SESSION}={value}.")


def test_r30_a_cookie_in_the_others_place_is_no_cookie(enrolled: Person, bare: Client) -> None:
    session = enrolled.held_cookie(SESSION)
    marker = enrolled.other_browser().half().held_cookie(MARKER)
    mark = enrolled.held_cookie(BROWSER)
    assert not any(_opens_session(bare, f"{SESSION}={value}") for value in (marker, mark))
    assert not any(_opens_second_step(bare, f"{MARKER}={value}") for value in (session, mark))
