"""Promise: a thief who moves an account first has to wait, and its former address hears of it and
may stop it (V06)."""

from app.accounts.help_desk import set_address
from app.config.operators import operator_act
from app.extensions import now
from app.recovery.models import FormerAddress, RecoveryAddress
from app.users.models import User
from tests.accounts.links import ask_change, confirm, newest_token, reset, undo
from tests.person import Person
from tests.recovery.story import (
    DAY,
    add_recovery_address,
    advance,
    begin,
    begun,
    is_refused,
    sent_to,
    states_of,
    stop_token,
    subjects,
    wait,
    words,
)
from tests.rows import rows

NEW = "new@example.com"


def move(person: Person, to: str) -> str:
    """Move the account to another address; return the former one."""
    former, person.email = person.email, to
    person.reauth(code=person.code())
    person.clock.next_step()
    assert ask_change(person, to).status_code == 202
    token = newest_token(person, "Confirm your new address", to=to)
    assert confirm(person, token).status_code == 200
    return former


def test_v06_not_within_seven_days_of_a_move(enrolled: Person) -> None:
    move(enrolled, NEW)
    answer = begin(enrolled)
    assert is_refused(answer, 429, "too_many_attempts")
    assert answer.json["retryAfter"] == 7 * DAY
    assert "another address" in answer.json["message"]
    enrolled.clock.move(seconds=7 * DAY)
    assert begin(enrolled).status_code == 202


def test_v06_the_former_address_is_told_and_may_stop_it(enrolled: Person) -> None:
    former = move(enrolled, NEW)
    enrolled.clock.move(seconds=8 * DAY)
    begun(enrolled)
    wait(enrolled)
    told = [each for each in sent_to(enrolled, former) if "/stop-recovery#" in words(each)]
    assert len(told) == 3
    assert not any(NEW in words(each) for each in told)
    assert not any("/finish-recovery#" in words(each) for each in sent_to(enrolled, former))
    answer = enrolled.other_browser().post("recovery/stop", {"token": stop_token(told, former)})
    assert answer.status_code == 200
    assert states_of(enrolled.app) == [("stopped", "mail")]


def test_v06_a_thief_who_moves_twice_does_not_make_it_forgotten(enrolled: Person) -> None:
    former = move(enrolled, NEW)
    enrolled.clock.move(seconds=3 * DAY)
    again = enrolled.other_browser().sign_in()
    move(again, "newer@example.com")
    assert begin(again).json["retryAfter"] == 7 * DAY
    again.clock.move(seconds=8 * DAY)
    begun(again)
    for address in (former, NEW, again.email):
        assert "Somebody recovers an account without its second factor" in subjects(again, address)


def test_v06_a_former_address_hears_of_it_for_thirty_days(enrolled: Person) -> None:
    former = move(enrolled, NEW)
    enrolled.clock.move(seconds=30 * DAY)
    before = len(sent_to(enrolled, former))
    begun(enrolled)
    assert len(sent_to(enrolled, former)) == before


def test_v06_a_mailbox_that_an_operator_replaced_hears_of_nothing(enrolled: Person) -> None:
    former = enrolled.email
    with enrolled.app.app_context():
        user_id = rows(enrolled.app, User)[0].id
        set_address(user_id, NEW, verified=True, act=operator_act(now()))
    enrolled.email = NEW
    assert begin(enrolled).json["retryAfter"] == 7 * DAY
    enrolled.clock.move(seconds=8 * DAY)
    before = len(sent_to(enrolled, former))
    begun(enrolled)
    assert len(sent_to(enrolled, former)) == before


def test_v06_whoever_moved_it_away_hears_of_nothing_after_it_is_undone(ann: Person) -> None:
    ann.sign_in()
    add_recovery_address(ann, "second@example.com")
    ann.clock.move(seconds=DAY)
    ann.sign_in()
    former = ann.email
    assert ask_change(ann, "thief@example.com").status_code == 202
    token = newest_token(ann, "Confirm your new address")
    assert confirm(ann, token).status_code == 200
    ann.email = "thief@example.com"
    add_recovery_address(ann.sign_in(), "accomplice@example.com")
    assert undo(ann, newest_token(ann, "was changed", to=former)).status_code == 200
    assert {each.email for each in rows(ann.app, FormerAddress)} == {None}
    assert rows(ann.app, RecoveryAddress) == []
    ann.email = former
    ann.password = "a third horse battery"
    assert reset(ann, newest_token(ann, "is yours again"), ann.password).status_code == 200
    ann.enrol()
    assert begin(ann).json["retryAfter"] <= 7 * DAY
    ann.clock.move(seconds=8 * DAY)
    begun(ann)
    advance(ann.app)
    told = "Somebody recovers an account without its second factor"
    assert told in subjects(ann)
    assert told not in subjects(ann, "thief@example.com") + subjects(ann, "accomplice@example.com")


def test_a_recovery_address_from_before_the_move_stays_when_it_is_undone(ann: Person) -> None:
    ann.sign_in()
    add_recovery_address(ann, "second@example.com")
    former = ann.email
    ann.clock.move(seconds=60)
    assert ask_change(ann, "thief@example.com").status_code == 202
    assert confirm(ann, newest_token(ann, "Confirm your new address")).status_code == 200
    assert undo(ann, newest_token(ann, "was changed", to=former)).status_code == 200
    assert [each.email for each in rows(ann.app, RecoveryAddress)] == ["second@example.com"]
