"""People who sign in with two factors: password, code, and a look at who they are."""

import http.client
import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Protocol
from urllib.parse import urlsplit

import pyotp

from benchmarks.instance import Person

CLIENTS = 8


class Knows(Protocol):
    """What somebody has to know to sign in."""

    @property
    def email(self) -> str: ...

    @property
    def secret(self) -> str: ...

    @property
    def password(self) -> str: ...


@dataclass(frozen=True)
class Script:
    """The three calls of a journey, and what tells that the second factor was asked for."""

    login: str
    verify: str
    me: str
    asked: str


SECOND_LOCK = Script(
    "/api/auth/login", "/api/auth/2fa/verify-login", "/api/auth/me", '"requires2FA"'
)
FLASK_SECURITY = Script("/login", "/tf-validate", "/me", '"tf_required"')


@dataclass
class Browser:
    """A connection that is kept, and the cookies of one person."""

    connection: http.client.HTTPConnection
    cookies: dict[str, str] = field(default_factory=dict)

    def call(self, method: str, path: str, body: Any = None) -> str:
        """Send one request; return the answer's text. It must be a 200."""
        headers = {"Accept": "application/json"}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        if body is not None:
            headers["Content-Type"] = "application/json"
        sent = None if body is None else json.dumps(body)
        self.connection.request(method, path, sent, headers)
        answer = self.connection.getresponse()
        text = answer.read().decode()
        if answer.status != 200:
            raise RuntimeError(f"{method} {path}: {answer.status} {text}")
        for each in answer.headers.get_all("Set-Cookie", []):
            name, _, value = each.partition(";")[0].partition("=")
            self.cookies[name] = value
        return text


def travel(browser: Browser, person: Knows, script: Script) -> None:
    """Make one whole journey."""
    begun = browser.call("POST", script.login, {"email": person.email, "password": person.password})
    assert script.asked in begun, begun
    browser.call("POST", script.verify, {"code": pyotp.TOTP(person.secret).now()})
    assert person.email in browser.call("GET", script.me)


def journeys_per_second(url: str, people: Sequence[Knows], script: Script) -> float:
    """Return how many journeys a second eight clients finish, each person going once."""
    spent = _each(people, _traveller(url, script))
    return len(people) / spent


def hashes_per_second(check: Callable[[], object], number: int) -> float:
    """Return how often a second eight threads can do nothing but check a password."""
    return number / _each(range(number), lambda _: check())


@contextmanager
def journeys_without_pause(url: str, people: Iterator[Person]) -> Iterator[list[float]]:
    """Let eight clients log in again and again beside the block; the list fills with moments."""
    stop, ends = threading.Event(), list[float]()

    def keep_going() -> None:
        go = _traveller(url, SECOND_LOCK)
        while not stop.is_set():
            go(next(people))
            ends.append(time.perf_counter())

    with ThreadPoolExecutor(CLIENTS) as clients:
        running = [clients.submit(keep_going) for _ in range(CLIENTS)]
        try:
            yield ends
        finally:
            stop.set()
    for each in running:
        each.result()


def some(people: Iterator[Person], number: int) -> list[Person]:
    """Return the next so many people, who have not signed in yet."""
    found = list(islice(people, number))
    assert len(found) == number, "too few accounts were made"
    return found


def _each(items: Sequence[Any], work: Callable[[Any], object]) -> float:
    """Do the work for every item, eight at a time; return the seconds it took."""
    begun = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as clients:
        list(clients.map(work, items))
    return time.perf_counter() - begun


def _traveller(url: str, script: Script) -> Callable[[Knows], None]:
    """Return what makes a journey on a connection that each thread keeps for itself."""
    kept, host = threading.local(), urlsplit(url).netloc

    def go(person: Knows) -> None:
        if not hasattr(kept, "connection"):
            kept.connection = http.client.HTTPConnection(host, timeout=60)
        travel(Browser(kept.connection), person, script)

    return go
