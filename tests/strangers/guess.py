"""Lets hydra guess passwords: many for one account, one for many accounts, and from many addresses.

`TRUSTED_PROXIES=1 python -m tests.strangers.house HOUSE --limits` serves with the limits that
everybody has, then `python -m tests.strangers.guess HOUSE` prints what came of each list: how many
guesses were checked (401), how many refused unseen (429), and how many passwords hydra found.
"""

import json
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import requests

from tests.strangers.house import PASSWORD

FORM = (
    '/api/auth/login:{{"email"\\:"^USER^","password"\\:"^PASS^"}}'
    ":H=Content-Type\\: application/json:H=Host\\: localhost\\:{port}"
    ':H=X-Forwarded-For\\: {address}:S="user"'
)
WRONG = [f"wrong-guess-{number:04d}-zq" for number in range(1000)]
ANN = "ann@house.example"


class Guesser:
    """Runs hydra from one address after the other."""

    def __init__(self, house: Path) -> None:
        self.house = house
        self.url = str(json.loads((house / "house.json").read_text())["url"])
        self.port = urlsplit(self.url).port

    def run(self, what: str, people: list[str], passwords: list[str], *addresses: str) -> None:
        """Guess from each address, and print what came of it."""
        log, begin, found = self.house / "server.log", time.monotonic(), 0
        before = len(log.read_text().splitlines())
        for number, address in enumerate(addresses):
            part = passwords if len(addresses) == 1 else [*WRONG[number * 10 :][:10], *passwords]
            found += self._hydra(people, part, address)
        answers = [json.loads(line) for line in log.read_text().splitlines()[before:]]
        codes = [each["status"] for each in answers if each.get("method") == "POST"]
        seconds = time.monotonic() - begin
        told = f"checked {codes.count(401)}, refused {codes.count(429)}, found {found}"
        print(f"{what}: {len(codes)} guesses, {told}, {seconds:.0f} s", flush=True)  # noqa: T201

    def _hydra(self, people: list[str], passwords: list[str], address: str) -> int:
        for name, lines in (("people", people), ("passwords", passwords)):
            (self.house / name).write_text("\n".join(lines) + "\n")
        files = ["-L", str(self.house / "people"), "-P", str(self.house / "passwords")]
        form = FORM.format(port=self.port, address=address)
        command = ["hydra", *files, "-t", "4", "-I", "-s", str(self.port), "127.0.0.1"]
        done = subprocess.run(
            [*command, "http-post-form", form], capture_output=True, text=True, check=False
        )
        return sum("password:" in line for line in done.stdout.splitlines())

    def sign_in(self, browser: requests.Session, address: str) -> str:
        """Sign Ann in; return the status, and what a refusal says."""
        body = {"email": ANN, "password": PASSWORD}
        headers = {"X-Forwarded-For": address}
        url = f"{self.url}/api/auth/login"
        answer = browser.post(url, json=body, headers=headers, timeout=30)
        return f"{answer.status_code} {answer.json().get('code', '')}".strip()

    def tell(self, owner: requests.Session) -> None:
        """Print who can sign in to Ann's account now."""
        own, other = self.sign_in(owner, "198.51.100.7"), self.sign_in(requests.Session(), "::9")
        print(f"  right password: known browser {own}; unknown browser {other}")  # noqa: T201


def main(house: Path) -> None:
    """Guess in four ways."""
    guesser, owner = Guesser(house), requests.Session()
    guesser.sign_in(owner, "198.51.100.7")
    guesser.run("control", ["bob@house.example"], [PASSWORD], "198.51.100.1")
    guesser.run("one account", [ANN], [*WRONG, PASSWORD], "203.0.113.1")
    guesser.tell(owner)
    people = [f"{role}{n}@pool.example" for role, many in (("admin", 200), ("user", 100))
        for n in range(many)]  # fmt: skip
    guesser.run("one password, many accounts", people, ["Summer-of-2026"], "203.0.113.2")
    guesser.run("the right one, many accounts", people, [PASSWORD], "203.0.113.2")
    addresses = [f"203.0.113.{number}" for number in range(10, 70)]
    guesser.run("one account, 60 addresses", [ANN], [], *addresses)
    guesser.run("the right one, 5 addresses", [ANN], [PASSWORD], *addresses[-5:])
    guesser.tell(owner)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
