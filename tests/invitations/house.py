"""Invitations as an operator makes them, and people who come by them."""

import re
from typing import Any

from flask import Flask

from app.config.operators import operator_act
from app.extensions import now
from app.invitations import issuing
from tests.client import Answer
from tests.person import Person, mails, text_of

DAY = 86_400


def mailed(app: Flask, person: Person, **more: Any) -> str:
    """Invite a person by mail; return the token of the link in it."""
    usual = {"email": person.email, "role": "user", "groups": (), "seconds": DAY, "uses": 1}
    given: dict[str, Any] = usual | more
    with app.app_context():
        issuing.invite(issuing.wanted(**given), act=operator_act(now()))
    return invited(person)


def invited(person: Person) -> str:
    """Return the token of the newest invitation in somebody's mailbox."""
    sent = [mail for mail in mails(person.app, person.clock.now()) if mail["To"] == person.email]
    return token_in(text_of([mail for mail in sent if "invited" in mail["Subject"]][-1]))


def shown(app: Flask, *, uses: int = 1, groups: tuple[str, ...] = (), seconds: int = DAY) -> str:
    """Make a link for several people; return its token."""
    with app.app_context():
        wish = issuing.wanted(email=None, role="user", groups=groups, seconds=seconds, uses=uses)
        made = issuing.invite(wish, act=operator_act(now()))
    assert made.link is not None
    return token_in(made.link)


def token_in(text: str) -> str:
    """Return the token of the link in a text."""
    found = re.search(r"/join#token=(\S+)", text)
    assert found, text
    return found[1]


def join(person: Person, token: str, **more: Any) -> Answer:
    """Register by an invitation."""
    body = {"email": person.email, "password": person.password, "invitation": token}
    return person.post("register", body | more)


def code(answer: Answer) -> tuple[int, str | None]:
    return answer.status_code, answer.json.get("code")


DEAD = (400, "invalid_token")
