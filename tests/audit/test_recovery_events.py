"""Promise: every step of a recovery, and of the address that hears of it, writes its event once
(R87, V11)."""

from tests.person import Person
from tests.recovery.story import (
    WAIT,
    add_recovery_address,
    advance,
    begin,
    begun,
    recovered,
)
from tests.rows import events


def types(person: Person) -> list[str]:
    return [each.type for each in events(person.app) if each.type.startswith("recovery.")]


def test_a_recovery_that_is_finished(enrolled: Person) -> None:
    recovered(enrolled)
    assert types(enrolled) == [
        "recovery.begun",
        "recovery.reminded",
        "recovery.ready",
        "recovery.finished",
    ]


def test_recoveries_that_come_to_nothing(enrolled: Person) -> None:
    begun(enrolled)
    enrolled.other_browser().sign_in()
    assert types(enrolled) == ["recovery.begun", "recovery.ended"]
    begin(enrolled)
    enrolled.clock.move(seconds=WAIT)
    advance(enrolled.app)
    assert types(enrolled)[2:] == ["recovery.begun", "recovery.lapsed"]
    begun(enrolled)
    assert enrolled.call("DELETE", "recovery").status_code == 200
    assert types(enrolled)[4:] == ["recovery.begun", "recovery.stopped"]


def test_the_recovery_address(enrolled: Person) -> None:
    add_recovery_address(enrolled, "second@example.com")
    assert enrolled.call("DELETE", "recovery-address").status_code == 200
    assert types(enrolled) == [
        "recovery.address_asked",
        "recovery.address_set",
        "recovery.address_removed",
    ]
