"""Promise: a lost or new phone replaces the authenticator without a moment of one factor, and an
enabled account never gives its live secret away (R13)."""

from app.factors.models import TotpSecret
from tests import oath
from tests.person import Person
from tests.rows import rows


def test_r13_setup_is_refused_while_two_factors_are_on(enrolled: Person) -> None:
    answer = enrolled.post("2fa/setup", {})
    assert (answer.status_code, answer.json["code"]) == (409, "already_enabled")
    assert enrolled.secret not in answer.text
    assert [row.state for row in rows(enrolled.app, TotpSecret)] == ["live"]


def test_r13_replacing_needs_a_step_up_by_the_second_factor(enrolled: Person) -> None:
    enrolled.clock.move(seconds=300)
    answer = enrolled.post("2fa/setup", {"replace": True})
    assert (answer.status_code, answer.json["code"]) == (403, "reauth_required")
    assert answer.json["methods"] == ["totp", "backup_code"]
    assert enrolled.other_browser().half().verify().status_code == 200


def test_r13_the_old_one_stays_live_until_the_new_one_is_proven(enrolled: Person) -> None:
    new = enrolled.set_up(replace=True)
    assert new != enrolled.secret
    assert enrolled.get("2fa/status").json["enabled"] is True
    half = enrolled.other_browser().half()
    assert half.verify(oath.code(new, half.clock.now())).json["code"] == "invalid_code"
    assert half.verify().status_code == 200


def test_after_the_swap_only_the_new_one_works(enrolled: Person) -> None:
    old_secret, old_codes = enrolled.secret, enrolled.backup_codes
    other = enrolled.other_browser().sign_in()
    enrolled.secret = enrolled.set_up(replace=True)
    answer = enrolled.post("2fa/enable", {"token": enrolled.code()})
    assert answer.status_code == 200
    enrolled.clock.next_step()
    assert not other.is_signed_in()
    assert enrolled.is_signed_in()
    half = enrolled.other_browser().half()
    assert half.verify(oath.code(old_secret, half.clock.now())).json["code"] == "invalid_code"
    assert half.verify(old_codes[0]).json["code"] == "invalid_code"
    assert half.verify(answer.json["backupCodes"][0]).status_code == 200
    assert enrolled.other_browser().half().verify().status_code == 200
    assert len(rows(enrolled.app, TotpSecret)) == 1


def test_r13_the_old_code_does_not_enable_the_new_one(enrolled: Person) -> None:
    enrolled.set_up(replace=True)
    answer = enrolled.post("2fa/enable", {"token": enrolled.code()})
    assert answer.json["code"] == "invalid_code"
    assert enrolled.other_browser().half().verify().status_code == 200


def test_a_replacement_that_expires_changes_nothing(enrolled: Person) -> None:
    enrolled.set_up(replace=True)
    enrolled.clock.move(seconds=600)
    assert enrolled.post("2fa/enable", {"token": enrolled.code()}).status_code == 409
    assert enrolled.other_browser().half().verify().status_code == 200


def test_replace_on_a_plain_account_is_a_plain_setup(ann: Person) -> None:
    ann.sign_in()
    ann.secret = ann.set_up(replace=True)
    assert ann.post("2fa/enable", {"token": ann.code()}).status_code == 200
