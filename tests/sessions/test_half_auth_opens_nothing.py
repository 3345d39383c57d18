"""Promise: the half-authenticated marker opens the second step and nothing else, in whatever place
it is presented, and nothing else opens the second step."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from app.config import Settings
from app.core.limits import Window
from app.sessions.models import AuthSession
from tests.conftest import Backend, settings_for
from tests.person import Person
from tests.rows import rows

# What anybody may call, and what the marker is for (R29).
PUBLIC = {
    "/api/auth/login",
    "/api/auth/logout",
    "/api/auth/register",
    "/api/auth/verify-email",
    "/api/auth/verify-email/look",
    "/api/auth/verify-email/decline",
    "/api/auth/verify-email/resend",
    "/api/auth/password/forgot",
    "/api/auth/password/reset",
    "/api/auth/email/undo",
    "/api/auth/recovery/stop",
    "/api/auth/recovery/finish",
    "/api/auth/passkey/options",
    "/api/auth/passkey/login",
    "/api/auth/token",
    "/api/auth/token/passkey",
    "/api/auth/token/passkey/options",
    "/api/auth/token/verify",
    "/api/auth/token/refresh",
    "/api/auth/invitation",
    "/api/auth/introspect",
    "/api/config",
    "/api/openapi.json",
    "/api/docs",
    "/api/authz/return",
    "/api/authz/relogin.js",
}
_STEPS = ("verify-login", "pending", "extend", "passkey/options")
SECOND_STEP = {f"/api/auth/2fa/{step}" for step in _STEPS} | {"/api/auth/recovery"}


@pytest.fixture
def settings(backend: Backend, tmp_path: Path) -> Settings:
    return settings_for(backend, tmp_path, request_limits=(Window(100000, 60),))


def calls(app: Flask, skip: set[str]) -> Iterator[tuple[str, str]]:
    """Every method and path of the URL map below /api but those of `skip`."""
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/api/") and rule.rule not in skip:
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield method, re.sub("<.*?>", "some-id", rule.rule)


def test_r29_the_cookie_is_refused_everywhere_else(enrolled: Person) -> None:
    half = enrolled.other_browser().half()
    tried = list(calls(half.app, PUBLIC | SECOND_STEP))
    assert len(tried) >= 14
    for method, path in tried:
        answer = half.call(method, path, None if method == "GET" else {})
        assert (answer.status_code, answer.json["code"]) == (401, "not_signed_in"), path
    for slot, name in (("token/verify", "twofaToken"), ("token/refresh", "refreshToken")):
        body = {name: half.held_cookie("second_lock_twofa_token"), "code": half.code()}
        sent = body if slot == "token/verify" else {name: body[name]}
        assert half.post(slot, sent).status_code == 401
    assert half.get("2fa/pending").status_code == 200


@pytest.mark.parametrize("place", ["bearer", "session cookie", "both cookies"])
def test_r29_r30_the_marker_is_refused_in_every_other_place(enrolled: Person, place: str) -> None:
    marker = enrolled.other_browser().half().held_cookie("second_lock_twofa_token")
    thief = enrolled.other_browser()
    headers = {"Authorization": f"Bearer {marker}"} if place == "bearer" else {}
    if place != "bearer":
        thief.use_cookie("second_lock_session", marker)
    skip = PUBLIC | (SECOND_STEP if place == "both cookies" else set())
    if place == "both cookies":
        thief.use_cookie("second_lock_twofa_token", marker)
    for method, path in calls(thief.app, skip):
        body: dict[str, str] | None = None if method == "GET" else {}
        assert thief.call(method, path, body, headers=headers).status_code == 401, path


def test_r30_a_session_cookie_is_no_marker(enrolled: Person) -> None:
    thief = enrolled.other_browser()
    thief.use_cookie("second_lock_twofa_token", enrolled.held_cookie("second_lock_session"))
    for method, path in (("POST", "verify-login"), ("GET", "pending"), ("POST", "extend")):
        body = {"code": enrolled.code()} if path == "verify-login" else None
        answer = thief.call(method, f"2fa/{path}", body)
        assert (answer.status_code, answer.json["code"]) == (401, "twofa_session_expired")


def test_r30_a_marker_of_another_purpose_is_no_marker(enrolled: Person) -> None:
    half = enrolled.other_browser().half()
    signer = half.app.extensions["second_lock"].markers
    payload = signer.read(half.held_cookie("second_lock_twofa_token"))
    for changed in (
        {**payload, "sub": "somebody-else"},
        {**payload, "n": "x" * 43},
        {**payload, "n": None},
        {"sub": payload["sub"]},
    ):
        half.use_cookie(
            "second_lock_twofa_token",
            signer.sign({k: v for k, v in changed.items() if k != "type"}),
        )
        assert half.get("2fa/pending").status_code == 401
    serializer = signer._serializer
    half.use_cookie("second_lock_twofa_token", serializer.dumps({**payload, "type": "session"}))
    assert half.get("2fa/pending").status_code == 401
    half.use_cookie("second_lock_twofa_token", serializer.dumps(payload))
    assert half.get("2fa/pending").status_code == 200


def test_r32_the_marker_made_no_session_row(enrolled: Person) -> None:
    before = [row.id for row in rows(enrolled.app, AuthSession)]
    enrolled.other_browser().half()
    assert [row.id for row in rows(enrolled.app, AuthSession)] == before


def test_r35_the_marker_says_nothing_but_an_opaque_id(enrolled: Person) -> None:
    half = enrolled.other_browser().half()
    payload = half.app.extensions["second_lock"].markers.read(
        half.held_cookie("second_lock_twofa_token")
    )
    assert set(payload) == {"sub", "n", "type"}
    assert payload["type"] == "twofa"
    text = str(payload)
    assert half.email not in text
    assert half.password not in text
    assert half.secret not in text


def test_r34_nothing_in_the_body_skips_the_code(enrolled: Person) -> None:
    half = enrolled.other_browser().half()
    right = enrolled.code()
    for extra in (
        {"skip": True},
        {"isBackupCode": True},
        {"userId": "x"},
        {"method": "none"},
        {"email": "ann@example.com"},
        {"verified": True},
    ):
        answer = half.post("2fa/verify-login", {"code": right, **extra})
        assert (answer.status_code, answer.json["code"]) == (400, "invalid_request"), extra
    assert not half.is_signed_in()
    assert half.verify(right).status_code == 200
