"""Promise: between a recovery and the new factor neither the password alone nor the mailbox alone
gets in (V12)."""

import pytest

from app.accounts.help_desk import send_reset
from app.config.operators import operator_act
from app.extensions import now
from app.users.models import User
from tests.accounts.links import NEW, newest_token, reset, reset_token
from tests.person import Person, mails
from tests.program import Program
from tests.recovery.story import (
    DAY,
    advance,
    finish,
    finish_token,
    is_refused,
    recovered,
    states_of,
)
from tests.rows import events, rows


@pytest.fixture
def there(enrolled: Person) -> Person:
    """The browser that finished a recovery, whose account has no factor yet."""
    return recovered(enrolled)


def test_v12_the_password_alone_opens_nothing(there: Person) -> None:
    thief = there.other_browser()
    answer = thief.log_in()
    assert is_refused(answer, 403, "recovery_probation")
    assert "mails you another link" in answer.json["message"]
    assert not thief.is_signed_in()
    assert is_refused(Program(there).ask(), 403, "recovery_probation")
    assert there.is_signed_in()
    assert events(there.app, "login.failed")[-1].detail["reason"] == "recovery_probation"


def test_v12_the_mailbox_alone_sets_no_password(there: Person) -> None:
    token = reset_token(there)
    assert is_refused(reset(there.other_browser(), token), 403, "recovery_probation")
    assert there.is_signed_in()
    there.enable()
    assert is_refused(reset(there, token), 400, "invalid_token")  # it is older than the factor
    assert reset(there, reset_token(there)).status_code == 200


def test_who_lost_the_first_session_goes_on_by_another_link_and_the_password(
    there: Person,
) -> None:
    again = there.other_browser()
    again.log_in()
    token = finish_token(mails(there.app, there.clock.now()))
    assert is_refused(finish(again, token, "wrong horse battery"), 400, "invalid_password")
    assert finish(again, token).status_code == 200
    assert not there.is_signed_in()
    again.enable()
    assert again.get("sessions").status_code == 200
    assert again.other_browser().half().get("2fa/pending").status_code == 200


def test_the_factor_of_the_first_session_voids_the_other_link(there: Person) -> None:
    there.other_browser().log_in()
    token = finish_token(mails(there.app, there.clock.now()))
    there.enable()
    assert is_refused(finish(there.other_browser(), token), 400, "invalid_token")
    assert states_of(there.app)[-1] == ("ended", "factor")


def test_such_links_are_limited_and_the_newest_alone_works(there: Person) -> None:
    for _ in range(6):
        assert is_refused(there.other_browser().log_in(), 403, "recovery_probation")
        there.clock.move(seconds=1)
    sent = mails(there.app, there.clock.now())
    links = [each for each in sent if each["Subject"].startswith("Finish the recovery")]
    assert len(links) == 6  # the first of all, and five more
    older, newest = finish_token(links[:-1]), finish_token(links)
    assert is_refused(finish(there.other_browser(), older), 400, "invalid_token")
    assert finish(there.other_browser(), newest).status_code == 200


def test_such_a_link_counts_as_no_start_and_lapses_like_others(there: Person) -> None:
    there.other_browser().log_in()
    there.clock.move(seconds=DAY)
    advance(there.app)
    assert states_of(there.app)[-1] == ("lapsed", "unused")
    again = there.other_browser()
    assert is_refused(again.log_in(), 403, "recovery_probation")
    assert finish(again, finish_token(mails(there.app, there.clock.now()))).status_code == 200


def test_an_operator_who_sends_a_reset_vouches_for_the_mailbox(there: Person) -> None:
    with there.app.app_context():
        send_reset(rows(there.app, User)[0].id, act=operator_act(now()))
    token = newest_token(there, "Set a new password")
    assert reset(there, token).status_code == 200
    there.password = NEW
    assert there.log_in().json["requires2FASetup"] is True
