"""Promise: whoever lost phone and codes gets in by password, mailbox and time, not sooner."""

from datetime import timedelta

from tests.person import Person, mails
from tests.recovery.story import (
    WAIT,
    begin,
    begun,
    finish,
    finish_token,
    is_refused,
    recovered,
    recoveries,
    states_of,
    subjects,
    wait,
)

FINISHED = "An account was recovered without its second factor"
STORY = [
    "Somebody recovers an account without its second factor",
    "A recovery without the second factor still waits",
    "A recovery without the second factor can be finished now",
    "Finish the recovery of your Second Lock account",
    FINISHED,
]


def test_the_story_of_a_lost_phone_from_the_first_press_to_a_new_factor(enrolled: Person) -> None:
    lost, before = enrolled.other_browser().half(), len(subjects(enrolled))
    assert lost.get("2fa/pending").json["recovery"] is True
    answer = lost.post("recovery", {})
    assert answer.status_code == 202
    assert answer.json["readyAt"] == (lost.clock.now() + timedelta(seconds=WAIT)).isoformat()
    sent = wait(enrolled)
    there = enrolled.other_browser()
    answer = finish(there, finish_token(sent))
    assert (answer.status_code, answer.json["requires2FASetup"]) == (200, True)
    assert set(STORY) <= set(subjects(enrolled)[before:])
    there.enable()
    assert there.get("sessions").status_code == 200
    assert states_of(enrolled.app) == [("finished", "")]
    again = there.other_browser()
    assert again.log_in().json["requires2FA"]
    assert again.verify().status_code == 200


def test_me_tells_of_an_open_recovery_on_every_path_until_it_is_over(enrolled: Person) -> None:
    assert "recovery" not in enrolled.get("me").json
    ready_at = begun(enrolled)
    told = {"readyAt": ready_at.isoformat()}
    assert enrolled.get("me").json["recovery"] == told
    changed = enrolled.call("PATCH", "me", {"name": "Ann"})  # which never takes the fast path
    assert changed.json["recovery"] == told
    wait(enrolled)
    assert enrolled.get("me").json["recovery"] == told
    assert enrolled.call("DELETE", "recovery").status_code == 200
    assert "recovery" not in enrolled.get("me").json


def test_v08_everything_else_ends_and_the_new_session_may_only_enrol(enrolled: Person) -> None:
    codes = list(enrolled.backup_codes)
    assert enrolled.is_signed_in()
    there = recovered(enrolled)
    assert not enrolled.is_signed_in()
    assert is_refused(there.get("sessions"), 403, "two_factor_setup_required")
    assert there.get("2fa/status").json["backupCodesRemaining"] == 0
    there.enable()
    old = there.other_browser().half()
    assert is_refused(old.verify(codes[0]), 400, "invalid_code")


def test_v08_a_half_finished_login_and_a_trusted_browser_end(enrolled: Person) -> None:
    trusted = enrolled.other_browser().half()
    body = {"code": trusted.code(), "rememberDevice": True}
    assert trusted.post("2fa/verify-login", body).status_code == 200
    begun(enrolled)
    token = finish_token(wait(enrolled))
    half, there = enrolled.other_browser().half(), enrolled.other_browser()
    assert finish(there, token).status_code == 200
    assert is_refused(half.get("2fa/pending"), 401, "twofa_session_expired")
    there.enable()
    assert trusted.log_in().json.get("requires2FA"), "the trusted browser went on"


def test_the_half_finished_login_that_began_it_still_takes_a_code(enrolled: Person) -> None:
    lost = enrolled.other_browser().half()
    assert lost.post("recovery", {}).status_code == 202
    assert lost.verify().status_code == 200
    assert states_of(enrolled.app) == [("ended", "factor")]


def test_nothing_but_a_half_finished_login_begins_one(enrolled: Person) -> None:
    for body in ({}, {"email": enrolled.email}, {"password": enrolled.password}):
        stranger = enrolled.other_browser()
        assert stranger.post("recovery", body).status_code in {400, 401}
    assert is_refused(enrolled.post("recovery", {}), 401, "twofa_session_expired")
    half = enrolled.other_browser().half()
    half.post("logout")
    assert is_refused(half.post("recovery", {}), 401, "twofa_session_expired")
    assert recoveries(enrolled.app) == []


def test_v12_a_finished_recovery_keeps_no_open_door(enrolled: Person) -> None:
    begin(enrolled)
    mails(enrolled.app, enrolled.clock.now())
    token = finish_token(wait(enrolled))
    assert finish(enrolled.other_browser(), token).status_code == 200
    assert is_refused(finish(enrolled.other_browser(), token), 400, "invalid_token")
