"""Promise: the migration knows who registered before it: a stranger's registration from what an
operator made."""

import flask_migrate

from app.accounts.models import Registration
from app.users.models import User
from tests.accounts.registrations import (
    ASKED,
    OPENED,
    OWN,
    links,
    make_unverified,
    register,
    verified,
)
from tests.person import Person
from tests.rows import execute, rows


def test_an_older_registration_waits_on_and_an_operators_account_stays_one(
    person: Person, bob: Person
) -> None:
    register(person, headers={"User-Agent": "curl/8"})
    behind_a_socket = register(Person(bob.app, bob.clock, "carl@example.com"))
    execute(bob.app, "UPDATE users SET created_from = '' WHERE email = 'carl@example.com'")
    make_unverified(Person(bob.app, bob.clock, "dora@example.com"))
    with person.app.app_context():
        flask_migrate.downgrade(revision="0010")
        flask_migrate.upgrade()
    waiting = {each.user_id: each.user_agent for each in rows(person.app, Registration)}
    ids = {user.email: user.id for user in rows(person.app, User)}
    assert set(waiting) == {ids[person.email], ids[behind_a_socket.email]}
    assert waiting[ids[person.email]] == "curl/8"
    link = links(person)[-1]
    assert verified(person, link) == ASKED  # its cookie was not kept
    assert verified(person, link, password=OWN) == OPENED
