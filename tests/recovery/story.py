"""What people do, and what time does, in the story of a lost phone."""

from datetime import datetime
from email.message import EmailMessage
from typing import Any

from flask import Flask
from sqlalchemy import select

from app.db import write_tx
from app.extensions import now
from app.recovery.advancing import advance_due
from app.recovery.models import FormerAddress, Recovery
from app.users.models import User
from tests.client import Answer
from tests.person import Person, link_token, mails, text_of
from tests.rows import rows

DAY = 86_400
WAIT = 2 * DAY


def begin(person: Person) -> Answer:
    """Give the password, say that everything is lost; each time at a browser of its own."""
    return person.other_browser().half().post("recovery", {})


def begun(person: Person) -> datetime:
    """Begin a recovery whose notices are handed over; return from when it can be finished."""
    answer = begin(person)
    assert answer.status_code == 202, answer.json
    mails(person.app, person.clock.now())
    return datetime.fromisoformat(answer.json["readyAt"])


def advance(app: Flask) -> int:
    """Make the steps that are due, as a server does."""
    with app.app_context():
        return advance_due(now())


def wait(person: Person, seconds: float = WAIT) -> list[EmailMessage]:
    """Let time go by, with a server that works now, half-way and at the end; return all mails."""
    mails(person.app, person.clock.now())
    for _ in range(2):
        person.clock.move(seconds=seconds / 2)
        advance(person.app)
        mails(person.app, person.clock.now())
    return mails(person.app, person.clock.now())


def ready(person: Person) -> str:
    """Begin a recovery and wait; return the token that finishes it."""
    begun(person)
    return finish_token(wait(person))


def finish_token(sent: list[EmailMessage]) -> str:
    """Return the token of the newest mail that finishes a recovery."""
    return link_token([each for each in sent if "/finish-recovery#" in text_of(each)][-1])


def stop_token(sent: list[EmailMessage], to: str, place: int = -1) -> str:
    """Return the token of a mail to an address that stops a recovery."""
    links = [each for each in sent if each["To"] == to and "/stop-recovery#" in text_of(each)]
    return link_token(links[place])


def finish(person: Person, token: str, password: str | None = None) -> Answer:
    """Open the mailed link and give the password."""
    return person.post("recovery/finish", {"token": token, "password": password or person.password})


def recovered(person: Person) -> Person:
    """Recover the account at a browser of its own; that browser is returned."""
    there, token = person.other_browser(), ready(person)
    answer = finish(there, token)
    assert answer.status_code == 200, answer.json
    return there


def add_recovery_address(person: Person, address: str) -> None:
    """Ask for a recovery address in a fresh session, and confirm it."""
    assert person.call("PUT", "recovery-address", {"email": address}).status_code == 202
    answer = person.post("recovery-address/confirm", {"token": confirm_token(person, address)})
    assert answer.status_code == 200, answer.json


def confirm_token(person: Person, address: str) -> str:
    """Return the token of the newest mail that confirms a recovery address."""
    link = "/confirm-recovery-address#"
    return link_token([each for each in sent_to(person, address) if link in text_of(each)][-1])


def sent_to(person: Person, address: str) -> list[EmailMessage]:
    """Every mail to an address so far, oldest first."""
    return [each for each in mails(person.app, person.clock.now()) if each["To"] == address]


def leave_behind(person: Person) -> None:
    """Leave a recovery that is closed, a recovery address that waits, and a former address."""
    assert begin(person).status_code == 202
    assert person.call("DELETE", "recovery").status_code == 200
    assert person.call("PUT", "recovery-address", {"email": "b@example.com"}).status_code == 202
    with person.app.app_context(), write_tx() as tx:
        user_id = tx.scalar(select(User.id).where(User.email == person.email))
        tx.add(FormerAddress(user_id=user_id, email=None, moved_at=person.clock.now()))


def subjects(person: Person, address: str | None = None) -> list[str]:
    """The subjects of the mails to an address, by default the account's, oldest first."""
    return [each["Subject"] for each in sent_to(person, address or person.email)]


def words(mail: EmailMessage) -> str:
    """The text of a mail in one line."""
    return " ".join(text_of(mail).split())


def recoveries(app: Flask) -> list[Any]:
    """Every recovery, oldest first."""
    return sorted(rows(app, Recovery), key=lambda each: each.started_at)


def states_of(app: Flask) -> list[tuple[str, str]]:
    """The state and the reason of every recovery, oldest first."""
    return [(each.state, each.reason) for each in recoveries(app)]


def is_refused(answer: Answer, status: int, code: str) -> bool:
    """Tell whether a call was refused in this way."""
    return (answer.status_code, answer.json.get("code")) == (status, code)
