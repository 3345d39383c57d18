"""Promise: signing out ends the session on the server, at once and for good."""

from collections.abc import Callable
from functools import partial

from app.sessions.models import AuthSession, LoginChallenge
from tests.client import Answer
from tests.person import Person
from tests.racing import race
from tests.rows import rows


def test_r60_after_logout_the_replayed_cookie_opens_nothing(ann: Person) -> None:
    cookie = ann.sign_in().cookie("second_lock_session")
    assert ann.post("logout").status_code == 200
    assert ann.cookie("second_lock_session") is None
    ann.use_cookie("second_lock_session", str(cookie))
    answer = ann.get("me")
    assert (answer.status_code, answer.json["code"]) == (401, "not_signed_in")
    assert rows(ann.app, AuthSession) == []


def test_logout_ends_this_browser_alone(ann: Person) -> None:
    other = ann.sign_in().other_browser().sign_in()
    ann.post("logout")
    assert not ann.is_signed_in()
    assert other.is_signed_in()


def test_logout_is_fine_when_nobody_is_signed_in(person: Person) -> None:
    assert person.post("logout").status_code == 200
    assert person.post("logout", {}).status_code == 200


def test_logout_ends_a_half_finished_login(enrolled: Person) -> None:
    other = enrolled.other_browser().half()
    marker = other.cookie("second_lock_twofa_token")
    assert other.post("logout").status_code == 200
    assert other.cookie("second_lock_twofa_token") is None
    other.use_cookie("second_lock_twofa_token", str(marker))
    assert other.verify().json["code"] == "twofa_session_expired"
    assert rows(enrolled.app, LoginChallenge) == []
    assert enrolled.is_signed_in()


def test_r60_a_request_beside_the_logout_cannot_bring_the_session_back(ann: Person) -> None:
    ann.sign_in()
    cookie = ann.held_cookie("second_lock_session")
    ann.clock.move(seconds=120)  # so that the next request writes last_seen_at
    browsers = [ann.other_browser() for _ in range(12)]
    for one in browsers:
        one.use_cookie("second_lock_session", cookie)
    calls: list[Callable[[], Answer]] = [partial(one.get, "me") for one in browsers]
    calls[6] = partial(browsers[6].post, "logout")
    calls[7] = partial(browsers[7].reauth, password=ann.password)
    answers = [answer.status_code for answer in race(calls)]
    assert set(answers) <= {200, 401}
    assert answers[6] == 200
    if answers[7] == 401:
        assert rows(ann.app, AuthSession) == []
    assert not ann.is_signed_in()


def test_logout_all_ends_every_session_and_half_finished_login(enrolled: Person) -> None:
    other = enrolled.other_browser().sign_in()
    half = enrolled.other_browser().half()
    assert enrolled.post("logout-all").status_code == 200
    assert not enrolled.is_signed_in()
    assert not other.is_signed_in()
    assert half.verify().json["code"] == "twofa_session_expired"
    assert rows(enrolled.app, AuthSession) == rows(enrolled.app, LoginChallenge) == []


def test_logout_all_leaves_other_people_alone(ann: Person, bob: Person) -> None:
    bob.sign_in()
    ann.sign_in().post("logout-all")
    assert bob.is_signed_in()


def test_logout_all_needs_a_session(enrolled: Person) -> None:
    half = enrolled.other_browser().half()
    assert half.post("logout-all").status_code == 401
    assert enrolled.is_signed_in()


def test_r73_reading_signs_nobody_out(ann: Person) -> None:
    ann.sign_in()
    for path in ("logout", "logout-all"):
        assert ann.get(path).status_code == 405
    assert ann.is_signed_in()
