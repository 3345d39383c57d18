"""Promise: registering tells nobody whether an address has an account; only its mailbox learns."""

import re

from app.users.models import User
from tests.client import Answer
from tests.person import PASSWORD, Person, mails, text_of
from tests.rows import rows

VOLATILE = {"X-Request-Id", "Date"}
# A cookie's value, and the moment of the server's own clock at which it expires.
RANDOM = re.compile(r"(registration|Expires)=([^;]*);")


def shape_of(cookie: re.Match[str]) -> str:
    """Both are others each time; their length must not tell either."""
    return f"{cookie[1]}={len(cookie[2])} characters;"


def shown(answer: Answer) -> tuple[int, dict[str, object], list[tuple[str, str]]]:
    """All that a client sees of an answer, apart from what differs at every request."""
    body = {name: value for name, value in answer.json.items() if name != "requestId"}
    headers = sorted(
        (k, RANDOM.sub(shape_of, v)) for k, v in answer.headers.items() if k not in VOLATILE
    )
    return answer.status_code, body, headers


def register(person: Person, email: str, **more: str) -> Answer:
    return person.post("register", {"email": email, "password": PASSWORD, **more})


def test_r43_a_known_an_unverified_and_an_unknown_address_get_one_answer(bob: Person) -> None:
    stranger = Person(bob.app, bob.clock)
    unknown = shown(register(stranger, "new@example.com"))
    unverified = shown(register(stranger, "new@example.com"))
    known = shown(register(stranger, bob.email))
    assert unknown == unverified == known
    assert unknown[0] == 201
    assert set(unknown[1]) == {"message"}


def test_r43_the_mail_tells_the_owner_of_a_taken_address(bob: Person) -> None:
    before = rows(bob.app, User)
    register(Person(bob.app, bob.clock), bob.email, name="Thief")
    mail = mails(bob.app, bob.clock.now())[-1]
    assert mail["To"] == bob.email
    assert "already have an account" in mail["Subject"]
    assert "#token=" not in text_of(mail)
    assert "127.0.0.1" in text_of(mail)
    assert [(u.id, u.name, u.password_hash) for u in rows(bob.app, User)] == [
        (u.id, u.name, u.password_hash) for u in before
    ]
    assert bob.log_in().status_code == 200


def test_r43_asking_for_the_link_again_gets_one_answer(bob: Person) -> None:
    register(bob, "new@example.com")
    answers = [
        shown(bob.post("verify-email/resend", {"email": email}))
        for email in ("nobody@example.com", "new@example.com", bob.email)
    ]
    assert answers[0] == answers[1] == answers[2]
    assert answers[0][0] == 202


def test_asking_again_sends_a_link_only_where_something_is_to_verify(bob: Person) -> None:
    register(bob, "new@example.com")
    before = len(mails(bob.app, bob.clock.now()))
    for email in ("nobody@example.com", bob.email):
        bob.post("verify-email/resend", {"email": email})
    assert len(mails(bob.app, bob.clock.now())) == before
    bob.post("verify-email/resend", {"email": "New@Example.com "})
    assert mails(bob.app, bob.clock.now())[-1]["To"] == "new@example.com"


def test_registering_signs_nobody_in(person: Person) -> None:
    answer = register(person, person.email)
    [cookie] = answer.headers.getlist("Set-Cookie")
    assert cookie.startswith("second_lock_registration=")
    assert person.get("me").status_code == 401


def test_it_refuses_names_with_control_characters(person: Person) -> None:
    for name in ["a\x1b[31mb", "a\r\nBcc: x@y.z", "a\u202eb", "tab\tbed", "\x7f"]:
        answer = register(person, person.email, name=name)
        assert answer.status_code == 400
        assert "name" in answer.json["fields"]
        assert rows(person.app, User) == []


def test_r34_it_refuses_fields_that_nobody_may_choose(person: Person) -> None:
    for extra in ["role", "emailVerified", "id", "skipEmailVerification"]:
        answer = register(person, person.email, **{extra: "admin"})
        assert answer.status_code == 400
        assert extra in answer.json["fields"]
        assert rows(person.app, User) == []


def test_it_refuses_what_is_no_address(person: Person) -> None:
    for email in ["", "ann", "ann@", "@example.com", "a b@example.com", "a@b@c.d"]:
        answer = register(person, email)
        assert (answer.status_code, answer.json["code"]) == (400, "invalid_request")
        assert "email" in answer.json["fields"]


def test_r36_it_refuses_a_short_password_and_takes_a_long_one(person: Person) -> None:
    short = person.post("register", {"email": person.email, "password": "elevenchars"})
    assert (short.status_code, list(short.json["fields"])) == (400, ["password"])
    person.password = "apricot lantern window " * 40 + "é"
    assert person.register().log_in().status_code == 200
    person.password = "apricot lantern window " * 40 + "e"
    assert person.log_in().status_code == 401
