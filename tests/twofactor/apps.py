"""Several authenticator apps of one person, as people add, look at and remove them."""

from typing import Any

from tests import oath
from tests.client import Answer
from tests.person import Person


def enable(person: Person, secret: str) -> Answer:
    """Send the first code of an app."""
    return person.post("2fa/enable", {"token": oath.code(secret, person.clock.now())})


def add_app(person: Person, name: str) -> tuple[str, str]:
    """Add a further app, and return its secret and its id; its next code is ready."""
    secret = person.set_up(name=name)
    answer = enable(person, secret)
    assert answer.status_code == 200, answer.json
    person.clock.next_step()
    return secret, str(answer.json["authenticator"]["id"])


def listed(person: Person) -> list[dict[str, Any]]:
    """What the status lists."""
    found: list[dict[str, Any]] = person.get("2fa/status").json["authenticators"]
    return found


def names(person: Person) -> list[str]:
    return [each["name"] for each in listed(person)]


def passes(person: Person, secret: str) -> int:
    """Finish a login at another browser by a code of one app, and return the status."""
    code = oath.code(secret, person.clock.now())
    return person.other_browser().half().verify(code).status_code
