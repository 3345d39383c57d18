"""Promise: a browser that has signed in keeps an allowance of its own, so that no stranger locks
the owner out (R52), and whoever steals its mark gets ten guesses, and opens nothing."""

from functools import partial
from pathlib import Path

import pytest

from app.config import Settings
from app.core.limits import Window
from app.sessions.models import KnownBrowser
from tests.before import done_before
from tests.conftest import Backend, settings_for
from tests.person import Person
from tests.racing import race
from tests.rows import dump, events, rows

WRONG, REFUSED = (401, "invalid_credentials"), (429, "too_many_attempts")
YEAR = 365 * 86400
COOKIE = "second_lock_known_browser"


@pytest.fixture
def settings(backend: Backend, tmp_path: Path) -> Settings:
    return settings_for(
        backend,
        tmp_path,
        password_account_limits=(Window(20, 86400),),
        password_address_limits=(Window(40, 900),),
    )


def _sign_in_and_out(ann: Person) -> None:
    ann.sign_in().post("logout")


@pytest.fixture
def known(ann: Person) -> Person:
    """Somebody whose browser has signed in once, and is signed out again."""
    return done_before(ann, _sign_in_and_out)


def at(address: str) -> dict[str, object]:
    return {"environ_overrides": {"REMOTE_ADDR": address}}


def guess(person: Person, **where: object) -> tuple[int, str | None]:
    body = {"email": person.email, "password": "wrong horse battery"}
    answer = person.post("login", body, **where)
    return answer.status_code, answer.json.get("code")


def lock_out(owner: Person) -> None:
    """Fill every count that a stranger can fill: from elsewhere, and behind the same address."""
    done_before(owner, _guess_from_everywhere)


def _guess_from_everywhere(owner: Person) -> None:
    stranger = owner.other_browser()
    assert [guess(stranger) for _ in range(10)] == [WRONG] * 10
    elsewhere = [guess(stranger, **at(f"203.0.113.{number}")) for number in range(40)]
    assert elsewhere == [WRONG] * 10 + [REFUSED] * 30
    for number in range(30):
        stranger.email = f"nobody{number}@example.com"
        assert guess(stranger) == WRONG
    assert guess(stranger) == REFUSED


def thief_of(owner: Person) -> Person:
    """Somebody with a copy of the browser's mark."""
    thief = owner.other_browser()
    thief.use_cookie(COOKIE, owner.held_cookie(COOKIE))
    return thief


def test_r52_fifty_wrong_passwords_of_a_stranger_do_not_keep_the_owner_out(known: Person) -> None:
    lock_out(known)
    assert known.other_browser().log_in().status_code == 429
    assert known.log_in().status_code == 200


def test_r52_the_owner_proves_himself_anew_while_strangers_guess(known: Person) -> None:
    known.sign_in()
    lock_out(known)
    assert known.reauth(password=known.password).status_code == 200


def test_r52_a_browser_that_passed_the_second_factor_is_known(enrolled: Person) -> None:
    browser = enrolled.other_browser().half()
    assert browser.cookie(COOKIE) is None
    assert browser.verify().status_code == 200
    browser.post("logout")
    lock_out(enrolled)
    assert browser.log_in().json["requires2FA"] is True


def test_a_stolen_mark_gets_ten_guesses_from_all_places_together(known: Person) -> None:
    thief = thief_of(known)
    answers = [guess(thief, **at(f"203.0.113.{number}")) for number in range(11)]
    assert answers == [WRONG] * 10 + [REFUSED]
    assert thief.log_in().status_code == known.log_in().status_code == 429
    assert known.other_browser().log_in().status_code == 200
    known.clock.move(seconds=900)
    assert known.log_in().status_code == 200


def test_r48_of_forty_parallel_guesses_with_a_stolen_mark_ten_are_looked_at(known: Person) -> None:
    thieves = [thief_of(known) for _ in range(40)]
    answers = race([partial(guess, one) for one in thieves])
    assert sorted(answers) == [WRONG] * 10 + [REFUSED] * 30
    assert len(events(known.app, "login.failed")) == 10


def test_a_right_password_clears_the_browsers_own_count_alone(known: Person) -> None:
    stranger = known.other_browser()
    for _ in range(9):
        guess(known)
        guess(stranger)
    known.sign_in().post("logout")
    assert [guess(known) for _ in range(11)] == [WRONG] * 10 + [REFUSED]
    assert [guess(stranger) for _ in range(2)] == [WRONG, REFUSED]


def test_wrong_passwords_of_a_known_browser_are_charged_to_no_other_count(known: Person) -> None:
    for _ in range(10):
        guess(known)
    assert [guess(known.other_browser()) for _ in range(10)] == [WRONG] * 10


def test_the_mark_opens_nothing(known: Person) -> None:
    thief = thief_of(known)
    assert not thief.is_signed_in()
    assert thief.get("2fa/pending").status_code == 401


def test_a_browser_known_to_one_account_is_a_stranger_to_another(
    known: Person, bob: Person
) -> None:
    bob.use_cookie(COOKIE, known.held_cookie(COOKIE))
    lock_out(bob)
    assert bob.log_in().status_code == 429


def test_people_who_share_a_browser_are_both_known(known: Person, bob: Person) -> None:
    bob.browser = known.browser
    bob.sign_in().post("logout")
    lock_out(known)
    assert known.log_in().status_code == 200
    assert bob.log_in().status_code == 200
    assert len(rows(known.app, KnownBrowser)) == 2


def test_the_mark_changes_with_each_login_and_the_old_one_is_worth_nothing(known: Person) -> None:
    thief = thief_of(known)
    known.sign_in().post("logout")
    assert known.cookie(COOKIE) != thief.cookie(COOKIE)
    lock_out(known)
    assert guess(thief) == REFUSED
    assert known.log_in().status_code == 200


@pytest.mark.parametrize("planted", ["", "planted", "x" * 3000, "ü", '"; DROP TABLE users'])
def test_r59_a_value_that_the_server_did_not_make_is_never_adopted(
    ann: Person, planted: str
) -> None:
    ann.use_cookie(COOKIE, planted)
    ann.sign_in().post("logout")
    assert ann.cookie(COOKIE) != planted
    ann.use_cookie(COOKIE, planted)
    lock_out(ann)
    assert ann.log_in().status_code == 429


def test_a_planted_mark_of_the_planters_own_is_not_shared(known: Person, bob: Person) -> None:
    planted = known.held_cookie(COOKIE)
    bob.use_cookie(COOKIE, planted)
    bob.sign_in()
    planter = bob.other_browser()
    planter.use_cookie(COOKIE, planted)
    lock_out(bob)
    assert guess(planter) == REFUSED


def test_an_account_knows_the_ten_browsers_that_signed_in_last(ann: Person) -> None:
    browsers = []
    for _ in range(11):
        browsers.append(ann.other_browser().sign_in())
        ann.clock.move(seconds=1)
    assert len(rows(ann.app, KnownBrowser)) == 10
    lock_out(ann)
    assert [one.log_in().status_code for one in browsers] == [429] + [200] * 10


def test_eleven_logins_at_one_moment_know_the_last_of_them(ann: Person) -> None:
    for _ in range(11):
        ann = ann.other_browser().sign_in()
    lock_out(ann)
    assert ann.log_in().status_code == 200


def test_a_browser_is_known_for_a_year(known: Person) -> None:
    known.clock.move(seconds=YEAR - 1)
    lock_out(known)
    assert known.log_in().status_code == 200
    known.clock.move(seconds=YEAR)
    lock_out(known)
    assert known.log_in().status_code == 429
    known.clock.move(seconds=86400)
    known.other_browser().sign_in()
    assert len(rows(known.app, KnownBrowser)) == 1


def test_r55_with_a_mark_an_unknown_account_answers_alike(known: Person, bob: Person) -> None:
    thief = thief_of(known)
    thief.email = bob.email
    known_account = [guess(thief, **at("203.0.113.1")) for _ in range(12)]
    thief.email = "nobody@example.com"
    assert [guess(thief, **at("203.0.113.1")) for _ in range(12)] == known_account


def test_the_database_holds_no_mark_that_could_be_used(known: Person) -> None:
    assert known.held_cookie(COOKIE) not in dump(known.app)
