"""Promise: the owner hears once of each lock that follows a right password, whatever is tried
behind it (R56)."""

from email.message import EmailMessage
from functools import partial

import pytest

from tests.person import Person, mails, text_of
from tests.racing import race
from tests.rows import events


@pytest.fixture
def before(enrolled: Person) -> int:
    """How many mails the owner had before."""
    return len(mails(enrolled.app, enrolled.clock.now()))


def _new(person: Person, before: int) -> list[EmailMessage]:
    return mails(person.app, person.clock.now())[before:]


def _guess(person: Person, times: int) -> list[int]:
    return [
        person.other_browser().half().verify(person.wrong_code()).status_code for _ in range(times)
    ]


def test_r56_no_mail_before_the_lock(enrolled: Person, before: int) -> None:
    assert _guess(enrolled, 4) == [400] * 4
    assert _new(enrolled, before) == []


def test_r56_one_mail_a_lock_and_not_one_a_refused_try(enrolled: Person, before: int) -> None:
    assert _guess(enrolled, 20) == [400] * 5 + [429] * 15
    [mail] = _new(enrolled, before)
    assert mail["To"] == enrolled.email
    assert "right password" in text_of(mail)
    assert enrolled.app.extensions["second_lock"].settings.public_url in text_of(mail)


def test_r56_the_next_lock_is_told_again(enrolled: Person, before: int) -> None:
    for number in range(1, 4):
        assert _guess(enrolled, 6) == [400] * 5 + [429]
        assert len(_new(enrolled, before)) == number
        enrolled.clock.move(seconds=900)
    assert len(events(enrolled.app, "2fa.locked")) == 3


def test_r56_a_burst_of_guesses_is_told_once(enrolled: Person, before: int) -> None:
    halves = [enrolled.other_browser().half() for _ in range(30)]
    wrong = enrolled.wrong_code()
    race([partial(one.verify, wrong) for one in halves])
    assert len(_new(enrolled, before)) == 1


def test_r56_the_mail_holds_no_code_and_no_secret(enrolled: Person, before: int) -> None:
    _guess(enrolled, 5)
    [mail] = _new(enrolled, before)
    told = mail.as_string()
    assert not any(one in told for one in (enrolled.secret, enrolled.wrong_code(), enrolled.code()))


def test_wrong_passwords_alone_send_no_mail(enrolled: Person, before: int) -> None:
    stranger = enrolled.other_browser()
    stranger.password = "wrong horse battery"
    assert [stranger.log_in().status_code for _ in range(12)] == [401] * 10 + [429] * 2
    assert _new(enrolled, before) == []
