"""Promise: one press stops a recovery, from a mail, a session or by an administrator; then seven
days of none (V05)."""

import pytest

from tests.client import Answer
from tests.person import Person, mails
from tests.program import Program
from tests.recovery.story import (
    DAY,
    add_recovery_address,
    begin,
    begun,
    finish,
    finish_token,
    is_refused,
    ready,
    sent_to,
    states_of,
    stop_token,
    subjects,
    wait,
    words,
)
from tests.rows import dump, events

SECOND = "second@example.com"


def stop(person: Person, token: str) -> Answer:
    return person.post("recovery/stop", {"token": token})


def stranger(person: Person) -> Person:
    """Whoever opened the mail, at a browser that is signed in nowhere."""
    return Person(person.app, person.clock, "somebody@example.com")


@pytest.mark.parametrize("place", [0, 1, 2])
@pytest.mark.parametrize("to", ["ann@example.com", SECOND])
def test_v05_each_mail_of_each_address_stops_it_by_one_press(
    enrolled: Person, place: int, to: str
) -> None:
    add_recovery_address(enrolled, SECOND)
    token = ready(enrolled)
    sent = mails(enrolled.app, enrolled.clock.now())
    assert stop(stranger(enrolled), stop_token(sent, to, place)).status_code == 200
    assert states_of(enrolled.app) == [("stopped", "mail")]
    assert is_refused(finish(enrolled.other_browser(), token), 400, "invalid_token")


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_v05_reading_the_link_stops_nothing(enrolled: Person, method: str) -> None:
    begun(enrolled)
    token = stop_token(mails(enrolled.app, enrolled.clock.now()), enrolled.email)
    scanner = stranger(enrolled)
    for path in (f"/stop-recovery?token={token}", "/api/auth/recovery/stop"):
        scanner.call(method, path)
    assert scanner.call("PUT", "recovery/stop", {"token": token}).status_code == 405
    assert states_of(enrolled.app) == [("waiting", "")]


def test_v05_a_second_press_and_the_other_mails_do_no_harm(enrolled: Person) -> None:
    begun(enrolled)
    sent = wait(enrolled)
    first, second = (stop_token(sent, enrolled.email, place) for place in (0, 1))
    assert first != second
    said = [stop(stranger(enrolled), each).json["message"] for each in (first, first, second)]
    assert said[0].startswith("Stopped")
    assert said[1] == said[2] == "No recovery waits any more."
    assert len(events(enrolled.app, "recovery.stopped")) == 1


def test_v05_a_press_after_the_end_says_that_it_is_too_late(enrolled: Person) -> None:
    token = ready(enrolled)
    link = stop_token(mails(enrolled.app, enrolled.clock.now()), enrolled.email)
    assert finish(enrolled.other_browser(), token).status_code == 200
    answer = stop(stranger(enrolled), link)
    assert is_refused(answer, 409, "conflict")
    assert "finished already" in answer.json["message"]


def test_v05_an_old_mail_stops_no_later_recovery(enrolled: Person) -> None:
    begun(enrolled)
    link = stop_token(mails(enrolled.app, enrolled.clock.now()), enrolled.email)
    enrolled.reauth(code=enrolled.code())
    enrolled.clock.next_step()
    begun(enrolled)
    assert stop(stranger(enrolled), link).json["message"] == "No recovery waits any more."
    assert [state for state, _ in states_of(enrolled.app)] == ["ended", "waiting"]


def test_v05_links_are_kept_as_hashes_and_forged_ones_are_counted(enrolled: Person) -> None:
    begun(enrolled)
    link = stop_token(mails(enrolled.app, enrolled.clock.now()), enrolled.email)
    assert link not in dump(enrolled.app)
    thief = stranger(enrolled)
    codes = [stop(thief, "A" * 43).json["code"] for _ in range(31)]
    assert codes == ["invalid_token"] * 30 + ["too_many_requests"]
    assert stop(thief, link).status_code == 200  # which no count refuses


def test_v05_any_session_of_the_account_stops_it(enrolled: Person) -> None:
    program = Program(enrolled).sign_in()
    begun(enrolled)
    assert program.call("DELETE", "recovery").status_code == 200
    assert states_of(enrolled.app) == [("stopped", "session")]
    again = enrolled.call("DELETE", "recovery")
    assert (again.status_code, again.json["message"]) == (200, "No recovery waits any more.")


def test_v05_a_session_of_somebody_else_stops_nothing(enrolled: Person, bob: Person) -> None:
    begun(enrolled)
    assert bob.sign_in().call("DELETE", "recovery").status_code == 200
    assert stranger(enrolled).call("DELETE", "recovery").status_code == 401
    assert enrolled.other_browser().half().call("DELETE", "recovery").status_code == 401
    assert states_of(enrolled.app) == [("waiting", "")]


def test_v05_then_none_for_seven_days(enrolled: Person) -> None:
    begun(enrolled)
    enrolled.call("DELETE", "recovery")
    answer = begin(enrolled)
    assert is_refused(answer, 429, "too_many_attempts")
    assert answer.json["retryAfter"] == 7 * DAY
    assert answer.headers["Retry-After"] == str(7 * DAY)
    enrolled.clock.move(seconds=7 * DAY - 1)
    assert begin(enrolled).json["retryAfter"] == 1
    enrolled.clock.move(seconds=1)
    assert begin(enrolled).status_code == 202


def test_v05_the_notice_says_that_the_password_is_known(enrolled: Person) -> None:
    add_recovery_address(enrolled, SECOND)
    begun(enrolled)
    enrolled.call("DELETE", "recovery")
    for to in (enrolled.email, SECOND):
        [told] = [each for each in sent_to(enrolled, to) if each["Subject"].endswith("was stopped")]
        assert "Whoever began it knows the password" in words(told)
        assert "/forgot-password" in words(told)
        assert "from a browser that is signed in" in words(told)


def test_a_stop_within_the_wait_mails_no_link_later(enrolled: Person) -> None:
    begun(enrolled)
    enrolled.call("DELETE", "recovery")
    wait(enrolled)
    assert "Finish the recovery of your Second Lock account" not in subjects(enrolled)
    with pytest.raises(IndexError):
        finish_token(mails(enrolled.app, enrolled.clock.now()))
