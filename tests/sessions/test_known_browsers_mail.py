"""Promise: a device that an account does not know is mailed to its owner, and nobody fills a
mailbox by that."""

from tests.person import Person, mails
from tests.program import Program


def told(person: Person) -> int:
    sent = mails(person.app, person.clock.now())
    return sum(mail["Subject"] == "New sign-in to your account" for mail in sent)


def sign_in_as(person: Person, name: str) -> None:
    body = {"email": person.email, "password": person.password}
    answer = person.other_browser().post("login", body, headers={"User-Agent": name})
    assert answer.status_code == 200


def test_the_first_device_and_known_ones_are_not_mailed(ann: Person) -> None:
    ann.sign_in().post("logout", {})
    ann.sign_in()
    assert told(ann) == 0


def test_another_device_is_mailed(ann: Person) -> None:
    ann.sign_in()
    sign_in_as(ann, "Another/1.0")
    assert told(ann) == 1


def test_however_many_devices_five_mails_an_hour_go(ann: Person) -> None:
    ann.sign_in()
    for number in range(12):
        sign_in_as(ann, f"Device/{number}")
    for _ in range(3):
        Program(ann).sign_in()
    assert told(ann) == 5
    ann.clock.move(seconds=3600)
    sign_in_as(ann, "Later/1.0")
    assert told(ann) == 6
