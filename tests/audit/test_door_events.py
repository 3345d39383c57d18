"""Promise: a shut door, and who opens it by an invitation, stand in the history."""

from dataclasses import replace

from flask import Flask

from app.config.door_settings import door
from tests.invitations.house import join, mailed
from tests.person import Person
from tests.rows import events


def types(app: Flask) -> list[str]:
    return [each.type for each in events(app) if each.type != "audit.chain_started"]


def test_a_shut_door_and_an_invitation_that_opens_it_are_written(person: Person) -> None:
    runtime = person.app.extensions["second_lock"]
    runtime.settings = replace(runtime.settings, registration=door("invited"))
    body = {"email": person.email, "password": person.password}
    assert person.post("register", body).status_code == 201
    assert types(person.app) == ["account.registration_refused"]
    assert join(person, mailed(person.app, person)).status_code == 201
    assert types(person.app) == [
        "account.registration_refused",
        "invitation.made",
        "account.registered",
        "invitation.taken",
        "account.email_verified",
        "login",
    ]
