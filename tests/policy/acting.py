"""What people and operators do about a policy, and what they see of it."""

from datetime import datetime, timedelta
from typing import Any

from click.testing import Result
from flask import Flask

from tests.client import Answer
from tests.person import Person, mails, text_of
from tests.rows import execute
from tests.transfer.moving import flask

PLACE = "/api/admin/policy"
STOPPED = (403, "two_factor_setup_required")
PASSKEY = (403, "passkey_required")
DAY = 86_400


def make_admin(person: Person) -> Person:
    """Give somebody the role, which signs nobody out here."""
    statement = "UPDATE users SET role = 'admin' WHERE email = :email"
    execute(person.app, statement, email=person.email)
    return person


def run(app: Flask, *arguments: str) -> Result:
    """Run a `flask policy` command that succeeds."""
    result = flask(app, "policy", *arguments)
    assert result.exit_code == 0, (result.output, result.exception)
    return result


def wait(person: Person, days: float) -> None:
    person.clock.move(seconds=days * DAY)


def after(person: Person, days: float) -> str:
    """Return the moment that comes in so many days, as the wire tells it."""
    return told(person.clock.now() + timedelta(days=days))


def told(moment: datetime) -> str:
    return moment.isoformat()


def asked(person: Person) -> tuple[bool, str | None]:
    """Return whether `me` asks a person to set up, and by when."""
    answer = person.get("me")
    assert answer.status_code == 200, answer.json
    return answer.json.get("requires2FASetup", False), answer.json.get("setUpBy")


def code_of(answer: Answer) -> tuple[int, str | None]:
    body = answer.get_json(silent=True) or {}
    return answer.status_code, body.get("code")


def is_stopped(person: Person) -> bool:
    """Tell whether a person may only enrol."""
    answer = person.get("sessions")
    assert code_of(answer) in {(200, None), STOPPED}, answer.json
    return answer.status_code == 403


def letters(person: Person, word: str = "") -> list[str]:
    """Return subject and text of each mail to a person whose subject has a word, oldest first."""
    found = [each for each in mails(person.app, person.clock.now()) if each["To"] == person.email]
    return [
        f"{each['Subject']}\n{' '.join(text_of(each).split())}"
        for each in found
        if word in str(each["Subject"])
    ]


def put(root: Person, level: str, **more: Any) -> Answer:
    """Set a policy as the page does."""
    return root.call("PUT", PLACE, {"level": level, **more})
