"""Promise: a right password is right also while the account's second factor changes."""

from functools import partial

from tests.person import Person
from tests.racing import race


def test_logins_that_race_an_enrolment_are_no_wrong_passwords(ann: Person) -> None:
    ann.sign_in()
    ann.secret = ann.set_up()
    logins = [partial(ann.other_browser().log_in) for _ in range(6)]
    answers = race([partial(ann.post, "2fa/enable", {"token": ann.code()}), *logins])
    assert [answer.status_code for answer in answers] == [200] * 7
    assert ann.is_signed_in()
