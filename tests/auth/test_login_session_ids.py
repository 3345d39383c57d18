"""Promise: whoever proves something goes on under a new id, and no id of a stranger is adopted."""

from app.sessions.models import AuthSession
from tests.person import Person
from tests.rows import rows


def current(person: Person) -> str:
    """The id of the session that this browser is in."""
    listed = person.get("sessions").json["sessions"]
    return next(str(each["id"]) for each in listed if each["current"])


def replayed(person: Person, cookie: str | None) -> int:
    """What a thief gets who sends an older session cookie."""
    thief = person.other_browser()
    thief.use_cookie("second_lock_session", str(cookie))
    return thief.get("me").status_code


def test_r59_a_login_starts_a_new_session_and_ends_the_presented_one(ann: Person) -> None:
    ann.sign_in()
    old_id, old_cookie = current(ann), ann.cookie("second_lock_session")
    ann.sign_in()
    assert current(ann) != old_id
    assert replayed(ann, old_cookie) == 401
    assert len(rows(ann.app, AuthSession)) == 1


def test_r59_the_second_step_starts_a_new_session_and_ends_the_presented_one(
    enrolled: Person,
) -> None:
    old_id, old_cookie = current(enrolled), enrolled.cookie("second_lock_session")
    enrolled.half()
    assert replayed(enrolled, old_cookie) == 200
    assert enrolled.verify().status_code == 200
    assert current(enrolled) != old_id
    assert replayed(enrolled, old_cookie) == 401


def test_r59_reauth_goes_on_under_a_new_id(ann: Person) -> None:
    ann.sign_in()
    old_id, old_cookie = current(ann), ann.cookie("second_lock_session")
    assert ann.reauth(password=ann.password).status_code == 200
    assert current(ann) != old_id
    assert replayed(ann, old_cookie) == 401
    assert len(rows(ann.app, AuthSession)) == 1


def test_r59_enabling_goes_on_under_a_new_id(ann: Person) -> None:
    ann.sign_in()
    old_id, old_cookie = current(ann), ann.cookie("second_lock_session")
    ann.enable()
    assert current(ann) != old_id
    assert replayed(ann, old_cookie) == 401


def test_r33_logging_in_with_somebody_elses_session_drops_it(ann: Person, bob: Person) -> None:
    bob.sign_in()
    bobs_id, bobs_cookie = current(bob), bob.cookie("second_lock_session")
    ann.use_cookie("second_lock_session", str(bobs_cookie))
    assert ann.log_in().json["user"]["email"] == ann.email
    assert current(ann) != bobs_id
    assert ann.cookie("second_lock_session") != bobs_cookie
    assert ann.get("me").json["user"]["email"] == ann.email
    assert replayed(ann, bobs_cookie) == 401


def test_r33_a_second_step_with_somebody_elses_session_drops_it(
    enrolled: Person, bob: Person
) -> None:
    bob.sign_in()
    bobs_id, bobs_cookie = current(bob), bob.cookie("second_lock_session")
    victim = enrolled.other_browser()
    victim.use_cookie("second_lock_session", str(bobs_cookie))
    victim.half()
    assert victim.get("me").json["user"]["email"] == bob.email
    assert victim.verify().json["user"]["email"] == enrolled.email
    assert current(victim) != bobs_id
    assert victim.get("me").json["user"]["email"] == enrolled.email
    assert replayed(bob, bobs_cookie) == 401


def test_r59_an_id_that_the_server_did_not_issue_is_never_adopted(ann: Person) -> None:
    for value in ["", "x", "chosen-by-an-attacker", "e30.x.y", "." * 500]:
        ann.use_cookie("second_lock_session", value)
        ann.sign_in()
        assert ann.cookie("second_lock_session") != value
        assert replayed(ann, value) == 401


def test_r59_a_failed_login_leaves_the_session_as_it_is(ann: Person) -> None:
    ann.sign_in()
    cookie, ann.password = ann.cookie("second_lock_session"), "wrong horse battery"
    assert ann.log_in().status_code == 401
    assert ann.cookie("second_lock_session") == cookie
    assert ann.is_signed_in()


def test_the_session_tells_what_was_proven(enrolled: Person) -> None:
    def methods(person: Person) -> list[list[str]]:
        listed = person.get("sessions").json["sessions"]
        return [each["methods"] for each in listed if each["current"]]

    other = enrolled.other_browser().sign_in()
    assert methods(other) == [["password", "totp"]]
    third = enrolled.other_browser().half()
    third.verify(enrolled.backup_codes[0])
    assert methods(third) == [["password", "backup_code"]]
