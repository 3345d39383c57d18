"""What administrators do to people over HTTP, and what it leaves behind."""

from typing import Any

from flask import Flask

from tests.admin.conftest import MAKE_ADMIN
from tests.client import Answer
from tests.person import Person, mails, text_of
from tests.rows import execute, id_of_address

PEOPLE = "/api/admin/users"
WHY = "Asked for it on the phone"
# Every act, and what its body has beside reason and version.
ACTS: dict[str, dict[str, Any]] = {
    "disable": {},
    "enable": {},
    "unlock": {},
    "sign-out": {},
    "reset-second-factor": {},
    "send-reset": {},
    "resend-verification": {},
    "role": {"role": "admin"},
    "groups": {"groups": ["editors"]},
    "delete": {},
}


def place(who: Person, *more: str) -> str:
    """The address of a person, or of an act on them."""
    return "/".join((PEOPLE, id_of_address(who.app, who.email), *more))


def shown(root: Person, who: Person) -> dict[str, Any]:
    """What an administrator sees of a person."""
    answer = root.get(place(who))
    assert answer.status_code == 200, answer.json
    found: dict[str, Any] = answer.json["user"]
    return found


def act(root: Person, who: Person, name: str, **more: Any) -> Answer:
    """Act on a person, with the version that is theirs now unless one is given."""
    body = {"reason": WHY, **ACTS[name], **more}
    if "version" not in body:
        body["version"] = shown(root, who)["version"]
    return root.post(place(who, name), body)


def done(root: Person, who: Person, name: str, **more: Any) -> Any:
    """Act on a person; return the answer, which is no refusal."""
    answer = act(root, who, name, **more)
    assert answer.status_code == 200, answer.json
    return answer.json


def refused(answer: Answer) -> tuple[int, str]:
    return answer.status_code, answer.json["code"]


def letters(who: Person) -> list[str]:
    """The texts of all mails to a person, oldest first, each in one line."""
    found = [each for each in mails(who.app, who.clock.now()) if each["To"] == who.email]
    return [" ".join(text_of(each).split()) for each in found]


def make_administrator(app: Flask, person: Person) -> Person:
    """Give a person the role beside the product."""
    execute(app, MAKE_ADMIN, email=person.email)
    return person


def unproven(who: Person) -> None:
    """Let nobody have proven the address."""
    execute(
        who.app,
        "UPDATE users SET email_verified_at = NULL WHERE email = :email",
        email=who.email,
    )
