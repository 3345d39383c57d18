"""Promise: cookies can be read by no script and sent by no other site, and under https they are
bound to host and path."""

from pathlib import Path

import pytest
from flask.sessions import SecureCookieSessionInterface

from app.config import Settings
from tests.client import Answer, Client
from tests.conftest import Backend, settings_for
from tests.person import Person
from tests.signing import signer_of


def cookies(answer: Answer) -> dict[str, dict[str, str]]:
    """The attributes of each cookie that an answer sets, by name."""
    found = {}
    for line in answer.headers.getlist("Set-Cookie"):
        first, *rest = line.split("; ")
        found[first.partition("=")[0]] = {
            part.partition("=")[0].lower(): part.partition("=")[2] for part in rest
        }
    return found


def check(attributes: dict[str, str], *, secure: bool, seconds: int | None = None) -> None:
    assert attributes["path"] == "/"
    assert attributes["samesite"] == "Lax"
    assert "httponly" in attributes
    assert "domain" not in attributes
    assert ("secure" in attributes) is secure
    if seconds is not None:
        assert attributes["max-age"] == str(seconds)


def test_r28_under_http_both_cookies_are_httponly_and_lax(enrolled: Person) -> None:
    enrolled.post("logout")
    asked = cookies(enrolled.log_in())
    assert list(asked) == ["second_lock_twofa_token"]
    check(asked["second_lock_twofa_token"], secure=False, seconds=300)
    opened = cookies(enrolled.verify())
    assert set(opened) == {
        "second_lock_session",
        "second_lock_twofa_token",
        "second_lock_known_browser",
    }
    check(opened["second_lock_session"], secure=False)
    check(opened["second_lock_known_browser"], secure=False, seconds=365 * 86400)
    assert opened["second_lock_twofa_token"]["max-age"] == "0"


def test_r75_another_app_on_the_host_keeps_its_cookies(enrolled: Person) -> None:
    theirs = ("session", "twofa_token", "trusted_device", "registration", "known_browser")
    for name in theirs:
        enrolled.use_cookie(name, "theirs")
    body = {"email": "eve@example.com", "password": enrolled.password}
    answers = [
        enrolled.post("register", body),
        enrolled.post("logout"),
        enrolled.log_in(),
        enrolled.post("2fa/verify-login", {"code": enrolled.code(), "rememberDevice": True}),
        enrolled.get("me"),
        enrolled.post("logout-all"),
    ]
    assert [answer.status_code for answer in answers] == [201, 200, 200, 200, 200, 200]
    written = {name for answer in answers for name in cookies(answer)}
    assert written >= {f"second_lock_{name}" for name in theirs}
    assert all(name.startswith("second_lock_") for name in written)
    assert {enrolled.cookie(name) for name in theirs} == {"theirs"}


def test_the_session_cookie_is_set_when_it_changes_and_not_at_every_answer(ann: Person) -> None:
    assert set(cookies(ann.log_in())) == {"second_lock_session", "second_lock_known_browser"}
    for path in ("me", "sessions", "2fa/status"):
        assert "Set-Cookie" not in ann.get(path).headers


def test_the_session_cookie_lives_thirty_days_at_most(ann: Person) -> None:
    assert "expires" in cookies(ann.log_in())["second_lock_session"]


def test_a_stranger_gets_no_cookie(person: Person) -> None:
    for answer in (person.get("me"), person.log_in(), person.get("/healthz")):
        assert "Set-Cookie" not in answer.headers
    person.post("logout")
    assert person.cookie("second_lock_session") is None


class TestUnderHttps:
    @pytest.fixture
    def settings(self, backend: Backend, tmp_path: Path) -> Settings:
        return settings_for(backend, tmp_path, public_url="https://login.example.com")

    def test_r75_names_and_attributes_bind_to_host_and_path(self, enrolled: Person) -> None:
        enrolled.post("logout")
        asked = cookies(enrolled.log_in())
        assert list(asked) == ["__Host-twofa_token"]
        check(asked["__Host-twofa_token"], secure=True, seconds=300)
        opened = cookies(enrolled.verify())
        assert set(opened) == {"__Host-session", "__Host-twofa_token", "__Host-known_browser"}
        check(opened["__Host-session"], secure=True)
        check(opened["__Host-known_browser"], secure=True, seconds=365 * 86400)
        assert enrolled.is_signed_in()

    def test_r75_a_cookie_without_the_prefix_opens_nothing(self, enrolled: Person) -> None:
        thief = enrolled.other_browser()
        thief.use_cookie("second_lock_session", enrolled.held_cookie("__Host-session"))
        assert not thief.is_signed_in()

    def test_r75_a_cookie_whose_name_only_looks_alike_opens_nothing(self, enrolled: Person) -> None:
        """CVE-2023-23934."""
        thief = Client(enrolled.app, use_cookies=False)
        value = enrolled.held_cookie("__Host-session")
        for name, status in (
            ("__Host-session", 200),
            ("=__Host-session", 401),
            ("\x0b__Host-session", 401),
            ("\u2000__Host-session", 401),
        ):
            raw = f"{name}={value}".encode().decode("latin-1")
            answer = thief.get("/api/auth/me", environ_overrides={"HTTP_COOKIE": raw})
            assert answer.status_code == status, name


def test_r71_a_changed_cookie_is_no_cookie(ann: Person) -> None:
    value = ann.sign_in().held_cookie("second_lock_session")
    for at in (0, 5, len(value) // 2, len(value) - 5):
        other = "A" if value[at] != "A" else "B"
        ann.use_cookie("second_lock_session", value[:at] + other + value[at + 1 :])
        answer = ann.get("me")
        assert (answer.status_code, answer.json["code"]) == (401, "not_signed_in")


def test_r71_a_cookie_signed_with_another_key_is_no_cookie(ann: Person) -> None:
    content = signer_of(ann.app).loads(ann.sign_in().held_cookie("second_lock_session"))
    forger = SecureCookieSessionInterface().get_signing_serializer(ann.app)
    assert forger
    ann.use_cookie("second_lock_session", forger.dumps(content))
    assert ann.is_signed_in(), "the forged cookie is like the real one in all but its key"
    forger.secret_keys = [b"another-key-than-that-of-the-server"]
    ann.use_cookie("second_lock_session", forger.dumps(content))
    assert not ann.is_signed_in()
