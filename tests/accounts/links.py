"""Links that people ask for and open."""

from typing import Any

from app.config.operators import operator_act
from app.db import write_tx
from app.sessions.trusted_browsers import trust_device
from app.users.service import lock_by_email
from tests.client import Answer
from tests.person import Person, link_token, mails

NEW = "another horse battery"


def reset_token(person: Person) -> str:
    """Ask for a link that sets a new password; return the token of the mail."""
    assert person.post("password/forgot", {"email": person.email}).status_code == 202
    return newest_token(person, "Set a new password")


def newest_token(person: Person, subject: str, *, to: str = "") -> str:
    """Return the token of the newest mail of a subject, to one address where it is given."""
    found = mails(person.app, person.clock.now())
    return link_token([m for m in found if subject in m["Subject"] and to in m["To"]][-1])


def reset(person: Person, token: str, password: str = NEW, **more: Any) -> Answer:
    return person.post("password/reset", {"token": token, "password": password}, **more)


def change(person: Person, new: str = NEW, **more: Any) -> Answer:
    body = {"currentPassword": person.password, "newPassword": new, **more}
    return person.post("password/change", body)


def ask_change(person: Person, email: str, **more: Any) -> Answer:
    body = {"email": email, "password": more.pop("password", person.password)}
    return person.post("email/change", body, **more)


def confirm(person: Person, token: str) -> Answer:
    return person.post("email/confirm", {"token": token})


def undo(person: Person, token: str) -> Answer:
    return person.post("email/undo", {"token": token})


def trust(person: Person) -> None:
    """Let the account trust one browser."""
    with person.app.app_context(), write_tx() as tx:
        user = lock_by_email(tx, person.email)
        trust_device(tx, user, token=None, act=operator_act(person.clock.now()))


def subjects(person: Person, to: str) -> list[str]:
    """Return the subjects of the mails that an address got, in no order."""
    return [m["Subject"] for m in mails(person.app, person.clock.now()) if m["To"] == to]
