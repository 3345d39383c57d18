"""Promise: setting up shows a new secret once, to a fresh session alone, and enables nothing."""

import base64
import re
from urllib.parse import parse_qs, unquote, urlsplit

from app.factors.models import TotpSecret
from tests import oath
from tests.person import Person
from tests.rows import rows

QR = ("2fa/setup/qr.svg", "2fa/setup/qr.png")


def enable(person: Person, secret: str, sent: str | None = None) -> tuple[int, str | None]:
    code = oath.code(secret, person.clock.now())
    answer = person.post("2fa/enable", {"token": code} | ({"secret": sent} if sent else {}))
    return answer.status_code, answer.json.get("code")


def test_it_shows_the_secret_and_enables_nothing(ann: Person) -> None:
    answer = ann.sign_in().post("2fa/setup", {})
    assert set(answer.json) == {"secret", "otpauthUrl", "qrCode", "expiresIn"}
    assert re.fullmatch("[A-Z2-7]{32}", answer.json["secret"])
    assert answer.json["expiresIn"] == 600
    assert answer.headers["Cache-Control"] == "no-store"
    kind, _, picture = answer.json["qrCode"].partition(",")
    assert kind == "data:image/svg+xml"
    assert unquote(picture).startswith("<svg ")
    assert len(answer.data) <= 5000
    assert ann.get("2fa/status").json["enabled"] is False
    assert ann.other_browser().log_in().json.get("requires2FA") is None


def test_r11_the_url_follows_the_key_uri_format(ann: Person) -> None:
    answer = ann.sign_in().post("2fa/setup", {})
    parts = urlsplit(answer.json["otpauthUrl"])
    assert (parts.scheme, parts.netloc) == ("otpauth", "totp")
    assert unquote(parts.path) == "/Second Lock:ann@example.com"
    assert parse_qs(parts.query) == {
        "secret": [answer.json["secret"]],
        "issuer": ["Second Lock"],
        "algorithm": ["SHA1"],
        "digits": ["6"],
        "period": ["30"],
    }


def test_the_pending_secret_can_be_drawn(ann: Person) -> None:
    ann.sign_in().set_up()
    svg, png = (ann.get(path) for path in QR)
    assert (svg.mimetype, png.mimetype) == ("image/svg+xml", "image/png")
    assert b"<svg" in svg.data
    assert png.data.startswith(b"\x89PNG")
    assert svg.headers["Cache-Control"] == png.headers["Cache-Control"] == "no-store"


def test_r16_nothing_is_drawn_when_nothing_is_pending(enrolled: Person) -> None:
    for path in QR:
        answer = enrolled.get(path)
        assert (answer.status_code, answer.json["code"]) == (404, "not_found")


def test_r14_a_restarted_setup_replaces_the_first(ann: Person) -> None:
    first = ann.sign_in().set_up()
    second = ann.set_up(restart=True)
    assert first != second
    assert enable(ann, first) == (400, "invalid_code")
    assert enable(ann, second) == (200, None)


def test_r14_a_pending_secret_expires_after_ten_minutes(ann: Person) -> None:
    secret = ann.sign_in().set_up()
    ann.clock.move(seconds=599)
    assert ann.get(QR[0]).status_code == 200
    ann.clock.move(seconds=1)
    assert ann.get(QR[0]).status_code == 404
    assert enable(ann, secret) == (409, "setup_not_started")


def test_r14_another_session_cannot_finish_or_see_it(ann: Person, bob: Person) -> None:
    secret = ann.sign_in().set_up()
    for other in (ann.other_browser().sign_in(), bob.sign_in()):
        assert enable(other, secret) == (409, "setup_not_started")
        assert other.get(QR[1]).status_code == 404
    assert enable(ann, secret) == (200, None)


def test_a_step_up_in_between_keeps_the_pending_secret(ann: Person) -> None:
    secret = ann.sign_in().set_up()
    ann.reauth(password=ann.password)
    assert ann.get(QR[0]).status_code == 200
    assert enable(ann, secret) == (200, None)


def test_logging_out_forgets_the_pending_secret(ann: Person) -> None:
    ann.sign_in().set_up()
    ann.post("logout")
    assert rows(ann.app, TotpSecret) == []


def test_r12_only_the_pending_secret_can_be_enrolled(ann: Person) -> None:
    secret = ann.sign_in().set_up()
    chosen = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
    assert enable(ann, chosen, sent=chosen) == (400, "invalid_request")
    assert enable(ann, chosen) == (400, "invalid_code")
    assert enable(ann, secret, sent=chosen) == (400, "invalid_request")
    assert ann.get("2fa/status").json["enabled"] is False
    assert enable(ann, secret, sent=secret) == (200, None)


def test_r10_every_secret_is_another_one(ann: Person) -> None:
    ann.sign_in()
    secrets = {ann.set_up(restart=True) for _ in range(25)}
    assert len(secrets) == 25
    assert {len(base64.b32decode(secret)) for secret in secrets} == {20}


def test_it_refuses_bodies_that_only_look_right(ann: Person) -> None:
    ann.sign_in()
    switches: list[object] = ["true", 1, None]
    wrong = [{name: each} for name in ("replace", "restart") for each in switches]
    for body in (*wrong, {"secret": "A" * 32}, list[str]()):
        assert ann.post("2fa/setup", body).status_code == 400, body
    assert rows(ann.app, TotpSecret) == []


def test_r73_reading_prepares_nothing(ann: Person) -> None:
    assert ann.sign_in().get("2fa/setup").status_code == 405
    assert rows(ann.app, TotpSecret) == []
