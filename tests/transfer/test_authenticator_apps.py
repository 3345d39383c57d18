"""Promise: what authenticator apps export moves in, and what cannot is named."""

import base64
import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask

from app.factors.models import TotpSecret
from tests.clock import FrozenClock
from tests.person import Person
from tests.rows import rows
from tests.transfer.moving import App, flask, half

SECRET = "KRSXG5CTMVRXEZLUKN2HE2LOM4QSCIJB"
# The example that the first programs for this format were tried on.
EXAMPLE = (
    "otpauth-migration://offline?data="
    "CjEKCkhlbGxvId6tvu8SGEV4YW1wbGU6YWxpY2VAZ29vZ2xlLmNvbRoHRXhhbXBsZTAC"
)


def field(number: int, value: int | bytes) -> bytes:
    """One field of Protocol Buffers, whose values here are below 128."""
    if isinstance(value, int):
        return bytes([number << 3, value])
    return bytes([number << 3 | 2, len(value)]) + value


def account(name: str, *, algorithm: int = 1, digits: int = 1, kind: int = 2) -> bytes:
    secret = base64.b32decode(SECRET)
    about = field(4, algorithm) + field(5, digits) + field(6, kind)
    return field(1, secret) + field(2, name.encode()) + field(3, b"Old") + about


def migration(*accounts: bytes) -> str:
    tail = field(2, 1) + field(3, 1) + field(4, 0) + field(5, 77)
    raw = b"".join(field(1, each) for each in accounts) + tail
    return f"otpauth-migration://offline?data={quote(base64.b64encode(raw).decode(), safe='')}"


def aegis(*entries: dict[str, Any]) -> str:
    header = {"slots": None, "params": None}
    kept = {"version": 3, "entries": list(entries), "groups": []}
    return json.dumps({"version": 1, "header": header, "db": kept}, indent=4)


def entry(name: str, kind: str = "totp", **changes: Any) -> dict[str, Any]:
    about = {"secret": SECRET, "algo": "SHA256", "digits": 8, "period": 60, **changes}
    return {"type": kind, "uuid": "x", "name": name, "issuer": "Old", "info": about, "groups": []}


def run(app: Flask, folder: Path, text: str) -> dict[str, Any]:
    file = folder / "apps"
    file.write_text(text, "utf-8")
    result = flask(app, "2fa", "import", str(file), "--json")
    assert result.stdout, result.output
    return dict(json.loads(result.stdout))


def test_google_authenticators_export_signs_in(ann: Person, bob: Person, tmp_path: Path) -> None:
    text = migration(account("Old:ann@example.com"), account("bob@example.com", digits=2))
    told = run(ann.app, tmp_path, text)
    assert (told["format"], told["imported"], told["failed"]) == ("otpauth", 2, 0)
    ann.clock.move(seconds=60)
    for person, digits in ((ann, 6), (bob, 8)):
        its = App(person.email, SECRET, "SHA1", digits, 30, [])
        assert half(ann.app, ann.clock, its).verify(its.code(ann.clock)).status_code == 200


def test_the_known_example_is_read(app: Flask, clock: FrozenClock, tmp_path: Path) -> None:
    Person(app, clock, "alice@google.com").register()
    told = run(app, tmp_path, EXAMPLE)
    assert (told["imported"], told["weakSecrets"]) == (1, 1)
    alice = App("alice@google.com", "JBSWY3DPEHPK3PXP", "SHA1", 6, 30, [])
    clock.move(seconds=60)
    assert half(app, clock, alice).verify(alice.code(clock)).status_code == 200


def test_aegis_export_signs_in(ann: Person, tmp_path: Path) -> None:
    told = run(ann.app, tmp_path, aegis(entry(ann.email)))
    assert (told["format"], told["imported"], told["failed"]) == ("aegis", 1, 0)
    ann.clock.move(seconds=120)
    its = App(ann.email, SECRET, "SHA256", 8, 60, [])
    assert half(ann.app, ann.clock, its).verify(its.code(ann.clock)).status_code == 200


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (migration(account("ann@example.com", kind=1)), "counts by events (HOTP)"),
        (migration(account("ann@example.com", algorithm=4)), "the algorithm is not SHA1"),
        (aegis(entry("ann@example.com", "hotp")), "counts by events (HOTP)"),
        (aegis(entry("ann@example.com", "steam")), "is of a kind of its own"),
        (aegis(entry("ann@example.com", algo="MD5")), "the algorithm is not SHA1"),
    ],
)
def test_an_authenticator_of_another_kind_is_named(
    ann: Person, tmp_path: Path, text: str, reason: str
) -> None:
    told = run(ann.app, tmp_path, text)
    assert told["imported"] == 0
    assert reason in told["errors"][0]["reason"]
    assert rows(ann.app, TotpSecret) == []


def broken() -> list[str]:
    whole = base64.b64decode(EXAMPLE.partition("data=")[2])
    cut = [whole[:length] for length in (1, 2, 20, len(whole) - 1)]
    odd = [
        b"\x0a\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01",
        b"\x0b",
        b"\x0a\x02\x08\x01",
        b"\x08\x01",
    ]
    return [
        "",
        "data=",
        "data=!!",
        *(f"data={base64.b64encode(each).decode()}" for each in cut + odd[:3]),
    ]


@pytest.mark.parametrize("query", broken())
def test_a_broken_migration_is_one_fault(ann: Person, tmp_path: Path, query: str) -> None:
    told = run(ann.app, tmp_path, f"otpauth-migration://offline?{query}\n")
    reasons = [each["reason"] for each in told["errors"]]
    assert reasons == ["the otpauth-migration:// URI is not complete"]


def test_an_encrypted_aegis_export_is_told(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "apps"
    file.write_text(json.dumps({"version": 1, "header": {"slots": []}, "db": "AAAA"}))
    result = flask(app, "2fa", "import", str(file))
    assert (result.exit_code, result.stdout) == (1, "")
    assert "the Aegis export is encrypted: export it without encryption" in result.stderr
