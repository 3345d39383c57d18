"""Promise: a reset sets a new password and nothing else: it signs nobody in, ends all that was
signed in, and leaves the second factor as it is (R80, R81)."""

from functools import partial
from typing import Any

import pytest

from app.accounts.models import MailToken
from app.factors.models import BackupCodeHash, TotpSecret
from app.sessions.models import AuthSession, KnownBrowser, LoginChallenge, TrustedDevice
from app.users.models import User
from tests.accounts.links import NEW, change, newest_token, reset, reset_token, subjects, trust
from tests.client import Answer
from tests.person import PASSWORD, Person
from tests.racing import race
from tests.rows import dump, events, execute, rows

ELSEWHERE: dict[str, Any] = {"environ_overrides": {"REMOTE_ADDR": "203.0.113.9"}}


def refused(answer: Answer) -> tuple[int, str]:
    return answer.status_code, answer.json["code"]


def test_the_new_password_signs_in_and_the_old_one_does_not(ann: Person) -> None:
    answer = reset(ann, reset_token(ann))
    assert (answer.status_code, set(answer.json)) == (200, {"message"})
    assert ann.log_in().status_code == 401
    ann.password = NEW
    assert ann.log_in().status_code == 200


def test_r81_it_signs_nobody_in(ann: Person) -> None:
    answer = reset(ann, reset_token(ann))
    assert "Set-Cookie" not in answer.headers
    assert ann.get("me").status_code == 401
    assert rows(ann.app, AuthSession) == []


def test_r81_the_second_factor_stays_and_is_asked_for(enrolled: Person) -> None:
    def factor() -> object:
        [user] = rows(enrolled.app, User)
        secrets = [
            (each.id, each.sealed, each.last_step) for each in rows(enrolled.app, TotpSecret)
        ]
        codes = [
            (each.id, each.digest, each.used_at) for each in rows(enrolled.app, BackupCodeHash)
        ]
        return user.two_factor_enabled_at, secrets, codes

    before = factor()
    assert reset(enrolled, reset_token(enrolled)).status_code == 200
    assert factor() == before
    enrolled.password = NEW
    answer = enrolled.log_in()
    assert answer.json["requires2FA"] is True
    assert enrolled.get("me").status_code == 401
    assert enrolled.verify().status_code == 200


def test_it_leaves_the_time_of_the_proof_and_the_known_browsers(enrolled: Person) -> None:
    def known() -> object:
        [user] = rows(enrolled.app, User)
        return user.email_verified_at, [each.id for each in rows(enrolled.app, KnownBrowser)]

    before = known()
    enrolled.clock.move(seconds=60)
    assert reset(enrolled, reset_token(enrolled)).status_code == 200
    assert known() == before


def test_r61_it_ends_sessions_half_logins_and_trusted_devices(enrolled: Person) -> None:
    trust(enrolled)
    half = enrolled.other_browser().half()
    assert reset(enrolled.other_browser(), reset_token(enrolled)).status_code == 200
    assert not enrolled.is_signed_in()
    assert refused(half.verify()) == (401, "twofa_session_expired")
    for model in (AuthSession, LoginChallenge, TrustedDevice):
        assert rows(enrolled.app, model) == []


def test_r80_a_link_opens_once(ann: Person) -> None:
    token = reset_token(ann)
    assert reset(ann, token).status_code == 200
    assert refused(reset(ann, token, "a third horse battery")) == (400, "invalid_token")
    ann.password = NEW
    assert ann.log_in().status_code == 200


def test_r80_fifty_parallel_resets_open_once(ann: Person) -> None:
    token = reset_token(ann)
    browsers = [ann.other_browser() for _ in range(50)]

    def spend(number: int) -> tuple[int, str]:
        home = {"environ_overrides": {"REMOTE_ADDR": f"198.51.100.{number}"}}
        password = f"horse battery number {number}"
        return reset(browsers[number], token, password, **home).status_code, password

    answers = race([partial(spend, number) for number in range(50)])
    assert sorted(status for status, _ in answers) == [200] + [400] * 49
    [ann.password] = [password for status, password in answers if status == 200]
    assert ann.log_in().status_code == 200
    assert len(events(ann.app, "account.password_reset")) == 1


def test_r80_the_newest_link_kills_the_older_one(ann: Person) -> None:
    older, newer = reset_token(ann), reset_token(ann)
    assert refused(reset(ann, older)) == (400, "invalid_token")
    assert reset(ann, newer).status_code == 200


@pytest.mark.parametrize(("seconds", "status"), [(3598, 200), (3600, 400)])
def test_r80_a_link_lives_one_hour(ann: Person, seconds: int, status: int) -> None:
    token = reset_token(ann)
    ann.clock.move(seconds=seconds)
    assert reset(ann, token).status_code == status


def test_r80_a_link_of_another_purpose_opens_nothing(person: Person) -> None:
    person.post("register", {"email": person.email, "password": PASSWORD})
    verification, token = newest_token(person, "Verify your e-mail"), reset_token(person)
    assert refused(reset(person, verification)) == (400, "invalid_token")
    assert refused(person.post("verify-email", {"token": token})) == (400, "invalid_token")
    person.post("verify-email", {"token": verification})
    person.sign_in()
    assert refused(person.post("email/confirm", {"token": token})) == (400, "invalid_token")
    assert reset(person, reset_token(person)).status_code == 200


def test_r80_a_link_from_before_a_password_change_is_dead(ann: Person) -> None:
    token = reset_token(ann)
    assert change(ann.sign_in()).status_code == 200
    assert refused(reset(ann, token, "a third horse battery")) == (400, "invalid_token")


def test_r80_a_link_from_before_two_factors_were_turned_on_is_dead(ann: Person) -> None:
    token = reset_token(ann)
    ann.sign_in().enable()
    assert refused(reset(ann, token)) == (400, "invalid_token")


def test_r80_a_decoy_opens_nothing(ann: Person) -> None:
    token = reset_token(ann)
    execute(ann.app, "UPDATE mail_tokens SET user_id = NULL")
    assert refused(reset(ann, token)) == (400, "invalid_token")
    assert len(rows(ann.app, MailToken)) == 1


def test_a_disabled_account_stays_disabled(ann: Person) -> None:
    token = reset_token(ann)
    execute(ann.app, "UPDATE users SET disabled_at = created_at")
    assert refused(reset(ann, token)) == (400, "invalid_token")
    [user] = rows(ann.app, User)
    assert user.disabled_at is not None
    assert refused(ann.log_in()) == (403, "account_disabled")


def test_r39_a_password_made_of_the_own_address_is_refused_and_the_link_lives(ann: Person) -> None:
    execute(ann.app, "UPDATE users SET name = 'Margaret Hamilton'")
    token = reset_token(ann)
    for weak in ("margaret2026", "password123456", "short", "secondlock2026"):
        answer = reset(ann, token, weak)
        assert refused(answer) == (400, "invalid_request")
        assert list(answer.json["fields"]) == ["password"]
    assert reset(ann, token).status_code == 200


def test_r54_wrong_links_are_limited_and_right_ones_are_not_counted(ann: Person) -> None:
    assert reset(ann, reset_token(ann)).status_code == 200
    for _ in range(30):
        assert refused(reset(ann, "x" * 43)) == (400, "invalid_token")
    assert refused(reset(ann, "x" * 43)) == (429, "too_many_requests")
    assert reset(ann, reset_token(ann), **ELSEWHERE).status_code == 200


def test_a_reset_counts_as_verification(person: Person) -> None:
    person.post("register", {"email": person.email, "password": PASSWORD})
    assert reset(person, reset_token(person)).status_code == 200
    person.password = NEW
    assert person.log_in().json["user"]["emailVerified"] is True


def test_it_tells_the_owner_and_the_history(ann: Person) -> None:
    token = reset_token(ann)
    reset(ann, token, **ELSEWHERE)
    ann.clock.move(seconds=1)
    assert "Your password was changed" in subjects(ann, ann.email)
    [event] = events(ann.app, "account.password_reset")
    assert (event.ip, event.outcome) == ("203.0.113.9", "success")
    assert token not in dump(ann.app)
    assert NEW not in dump(ann.app)
