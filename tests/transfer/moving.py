"""People who move in: their files, and the apps that they bring along."""

import base64
import hashlib
import hmac
import json
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import Result
from flask import Flask

from tests.clock import FrozenClock
from tests.person import Person

FIXTURES = Path(__file__).parent / "fixtures"
PEOPLE: dict[str, list[dict[str, Any]]] = json.loads((FIXTURES / "people.json").read_text("utf-8"))
SECRETS = json.loads((FIXTURES / "flask-security-keys.json").read_text("utf-8"))
KEYS = {"flask-security.json": ("--source-keys", str(FIXTURES / "flask-security-keys.json"))}


@dataclass
class App:
    """Somebody's authenticator app, by RFC 6238's text alone."""

    email: str
    secret: str
    algorithm: str
    digits: int
    period: int
    codes: list[str]

    def code(self, clock: FrozenClock) -> str:
        """What the app shows now."""
        key = base64.b32decode(self.secret + "=" * (-len(self.secret) % 8))
        counter = struct.pack(">Q", int(clock.now().timestamp()) // self.period)
        mac = hmac.digest(key, counter, getattr(hashlib, self.algorithm.lower()))
        offset = mac[-1] & 15
        number = struct.unpack(">I", mac[offset : offset + 4])[0] & 0x7FFFFFFF
        return str(number % 10**self.digits).zfill(self.digits)


def apps_of(name: str) -> list[App]:
    """The apps of everybody in a fixture who has one."""
    return [App(**each) for each in PEOPLE[name]]


def flask(app: Flask, *arguments: str, typed: str = "") -> Result:
    """Run a `flask` command."""
    return app.test_cli_runner().invoke(args=list(arguments), input=typed)


def move_in(app: Flask, name: str, *more: str, what: str = "users") -> dict[str, Any]:
    """Import a fixture; the summary."""
    file = str(FIXTURES / name)
    result = flask(app, what, "import", file, *KEYS.get(name, ()), "--json", *more)
    assert result.exit_code == 0, (result.output, result.exception)
    return dict(json.loads(result.stdout))


def write(folder: Path, name: str, *lines: str) -> str:
    """A file of one's own; its path."""
    file = folder / name
    file.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    return str(file)


def half(app: Flask, clock: FrozenClock, whose: App) -> Person:
    """Somebody with an imported account after the old password was taken."""
    person = Person(app, clock, whose.email)
    answer = person.log_in()
    assert answer.json.get("requires2FA"), answer.json
    return person
