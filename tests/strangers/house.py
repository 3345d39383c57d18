"""A server for other people's tools to attack, with people, a group, an app, a client and tokens.

`python -m tests.strangers.house FOLDER [--limits] [--postgres]` serves until it is interrupted. It
writes `FOLDER/house.json`: the address and the credentials that the tools are given.
"""

import base64
import csv
import json
import secrets
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import bcrypt
import requests

from tests import oath
from tests.live import LiveServer
from tests.services import Postgres

PASSWORD = "what-nobody-else-would-say"  # hydra sends a blank as %20
METRICS_TOKEN = "a token that only the monitor knows, 42"
POOL = 1000  # a call may end the account that made it: the next one is signed in
_LIMITS = (
    "CODE", "CODE_CLEAR", "PASSWORD", "PASSWORD_ADDRESS", "PASSKEY", "PASSWORD_ACCOUNT",
    "PASSWORD_BROWSER", "REGISTER", "LINK", "REFRESH", "CLIENT", "SETUP", "MAIL", "MAIL_ACCOUNT",
    "REQUEST",
)  # fmt: skip
WIDE = {f"{name}_LIMITS": "100000/1" for name in _LIMITS} | {
    "FRESH_SECONDS": "1000000000",
    "ACCESS_TOKEN_SECONDS": "1000000000",
    "HALF_LOGIN_SECONDS": "1000000000",
}


class Caller:
    """A person of the pool, over HTTP, with both factors."""

    def __init__(self, url: str, person: dict[str, str]) -> None:
        self.url, self.person, self.browser = url, person, requests.Session()
        self.browser.trust_env = False

    def post(self, path: str, body: dict[str, Any], **more: Any) -> dict[str, Any]:
        answer = self.browser.post(f"{self.url}/api/{path}", json=body, timeout=30, **more)
        assert answer.ok, (path, answer.text)
        return dict(answer.json())

    def half(self) -> str:
        """Send the password; return the marker of the half-finished login."""
        self.post("auth/login", {"email": self.person["email"], "password": PASSWORD})
        return str(self.browser.cookies["second_lock_twofa_token"])

    def cookie(self) -> str:
        """Sign in as a browser; return the session cookie."""
        self.half()
        self.prove("auth/2fa/verify-login", {})
        return str(self.browser.cookies["second_lock_session"])

    def token(self) -> str:
        """Sign in as a program; return the access token."""
        asked = self.post("auth/token", {"email": self.person["email"], "password": PASSWORD})
        sent = {"twofaToken": asked["twofaToken"]}
        return str(self.prove("auth/token/verify", sent)["accessToken"])

    def prove(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Send a code; where it was used, or came with the import, wait for the next one."""
        code = oath.code(self.person["secret"], now := datetime.now(UTC))
        with suppress(AssertionError):
            return self.post(path, {**body, "code": code})
        time.sleep(31 - now.timestamp() % 30)
        code = oath.code(self.person["secret"], datetime.now(UTC))
        return self.post(path, {**body, "code": code})


def _pool(file: Path) -> list[dict[str, str]]:
    """Write administrators and people, each with an authenticator, into a file for the import."""
    kept = bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(10)).decode()
    people = [
        {
            "email": f"{role}{number}@pool.example",
            "secret": base64.b32encode(secrets.token_bytes(20)).decode(),
            "role": role,
            "verified": "yes",
            "password_hash": kept,
        }
        for role, count in (("admin", POOL), ("user", 100))
        for number in range(count)
    ]
    with file.open("w", newline="") as sheet:
        writer = csv.DictWriter(sheet, list(people[0]))
        writer.writeheader()
        writer.writerows(people)
    return people


def furnish(server: LiveServer) -> dict[str, Any]:
    """Make everybody and everything; return what the tools are told."""
    people = _pool(server.folder / "people.csv")
    for arguments in _commands(server.folder):
        done = server.flask(*arguments, typed=f"{PASSWORD}\n")
        assert done.returncode == 0, (arguments, done.stdout, done.stderr)
    made = server.flask("clients", "add", "Files", "--origin", "http://localhost:9802", "--json")
    admins = [each for each in people if each["role"] == "admin"]
    user = next(each for each in people if each["role"] == "user")
    (first := Caller(server.url, admins[0])).cookie()
    bob = first.browser.get(f"{server.url}/api/admin/users?q=bob@", timeout=30).json()["users"][0]
    group = first.browser.get(f"{server.url}/api/admin/groups", timeout=30).json()["groups"][0]
    return {
        "url": server.url,
        "password": PASSWORD,
        "metrics": METRICS_TOKEN,
        "user_id": bob["id"],
        "group_id": group["id"],
        "cookie": first.browser.cookies["second_lock_session"],
        "bearer": Caller(server.url, admins[1]).token(),
        "marker": Caller(server.url, admins[2]).half(),
        "user_cookie": Caller(server.url, user).cookie(),
        "bare_cookie": _without_factor(server.url),
        "client": json.loads(made.stdout),
        "admins": admins[3:],
    }


def _without_factor(url: str) -> str:
    """Sign in somebody who has a password alone; return the session cookie."""
    ann = Caller(url, {"email": "ann@house.example"})
    ann.post("auth/login", {"email": ann.person["email"], "password": PASSWORD})
    return str(ann.browser.cookies["second_lock_session"])


def _commands(folder: Path) -> Iterator[tuple[str, ...]]:
    yield ("groups", "create", "editors", "--description", "They write the wiki")
    yield ("users", "import", str(folder / "people.csv"))
    for name in ("ann", "bob"):
        yield ("users", "create", "--email", f"{name}@house.example", "--password-stdin")
    yield ("groups", "add", "editors", "ann@house.example")
    yield ("apps", "add", "Wiki", "http://localhost:9801", "--group", "editors")
    yield ("apps", "add", "Files", "http://localhost:9802", "--tokens", "both_factors")


def main(folder: Path, *options: str) -> None:
    """Serve the house until somebody interrupts it."""
    folder.mkdir(parents=True, exist_ok=True)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    environment = {"METRICS_TOKEN": METRICS_TOKEN, "REGISTRATION": "open"}
    environment |= {} if "--limits" in options else WIDE
    with ExitStack() as stack:
        if "--postgres" in options:
            environment["DATABASE_URL"] = stack.enter_context(Postgres()).url()
        server = stack.enter_context(LiveServer(folder, **environment))
        told = furnish(server)
        (folder / "house.json").write_text(json.dumps(told, indent=1))
        print(server.url, flush=True)  # noqa: T201
        with suppress(KeyboardInterrupt):
            signal.pause()


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
