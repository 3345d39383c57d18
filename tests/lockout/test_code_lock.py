"""Promise: five wrong codes in fifteen minutes lock the second factor of one account on every
surface, and even the right code waits."""

from tests.person import Person, mails, text_of
from tests.rows import events

BACKUP = "0000-0000-0000-0000"
LOCKED = (429, "too_many_attempts")


def answered(person: Person, path: str, body: dict[str, str]) -> tuple[int, str | None]:
    answer = person.post(path, body)
    return answer.status_code, answer.json.get("code")


def lock(person: Person) -> None:
    """Send five wrong codes, each with a marker and an address of its own."""
    for number in range(5):
        half = person.other_browser().half()
        where = {"environ_overrides": {"REMOTE_ADDR": f"203.0.113.{number}"}}
        body = {"code": half.wrong_code()}
        answer = half.post("2fa/verify-login", body, **where)
        assert (answer.status_code, answer.json["attemptsLeft"]) == (400, 4 - number)


def test_r47_after_five_wrong_codes_the_right_one_is_refused_and_not_spent(
    enrolled: Person,
) -> None:
    lock(enrolled)
    half = enrolled.other_browser().half()
    answer = half.verify()
    assert (answer.status_code, answer.json["code"]) == LOCKED
    assert answer.headers["Retry-After"] == str(answer.json["retryAfter"]) == "900"
    assert half.verify(enrolled.backup_codes[0]).status_code == 429
    assert not half.is_signed_in()
    enrolled.clock.move(seconds=900)
    assert enrolled.other_browser().half().verify(enrolled.backup_codes[0]).status_code == 200
    assert enrolled.get("2fa/status").json["backupCodesRemaining"] == 9


def test_r47_the_lock_clears_after_fifteen_minutes_and_not_before(enrolled: Person) -> None:
    lock(enrolled)
    enrolled.clock.move(seconds=899)
    answer = enrolled.other_browser().half().verify()
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "1")
    enrolled.clock.move(seconds=1)
    assert enrolled.other_browser().half().verify().status_code == 200


def test_the_wrong_code_that_locks_says_for_how_long(enrolled: Person) -> None:
    half = enrolled.half()
    answers = [half.verify(half.wrong_code()) for _ in range(5)]
    waits = [answer.json.get("retryAfter") for answer in answers]
    assert waits == [None, None, None, None, 900]
    assert {answer.status_code for answer in answers} == {400}


def test_r47_one_count_for_all_surfaces(enrolled: Person) -> None:
    enrolled.set_up(replace=True)
    half = enrolled.other_browser().half()
    wrong = enrolled.wrong_code()
    assert half.verify(wrong).json["attemptsLeft"] == 4
    assert enrolled.reauth(code=wrong).json["attemptsLeft"] == 3
    assert enrolled.post("2fa/disable", {"code": BACKUP}).json["attemptsLeft"] == 2
    assert enrolled.post("2fa/backup-codes", {"code": wrong}).json["attemptsLeft"] == 1
    assert enrolled.post("2fa/enable", {"token": "000000"}).json["attemptsLeft"] == 0
    right = enrolled.code()
    assert answered(half, "2fa/verify-login", {"code": right}) == LOCKED
    assert answered(enrolled, "reauth", {"code": right}) == LOCKED
    assert answered(enrolled, "2fa/disable", {"code": right}) == LOCKED
    assert answered(enrolled, "2fa/backup-codes", {"code": right}) == LOCKED
    assert answered(enrolled, "2fa/enable", {"token": right}) == LOCKED
    assert enrolled.get("2fa/status").json["enabled"] is True


def test_a_locked_login_still_asks_for_the_second_factor_and_says_how_long(
    enrolled: Person,
) -> None:
    lock(enrolled)
    enrolled.clock.move(seconds=100)
    half = enrolled.other_browser()
    answer = half.log_in()
    assert answer.status_code == 200
    assert answer.json["requires2FA"] is True
    assert answer.json["retryAfter"] == 800
    assert half.get("2fa/pending").json["retryAfter"] == 800
    assert half.get("2fa/pending").json["attemptsLeft"] == 0


def test_a_dead_marker_is_told_before_the_lock(enrolled: Person) -> None:
    half = enrolled.other_browser().half()
    for _ in range(5):
        half.verify(half.wrong_code())
    assert answered(half, "2fa/verify-login", {"code": half.code()})[0] == 401
    assert enrolled.other_browser().half().verify().status_code == 429


def test_a_malformed_code_costs_nothing(enrolled: Person) -> None:
    half = enrolled.other_browser().half()
    for code in ("12345", "abc", "", "１２３４５６", "1234567", "x" * 65):
        assert half.verify(code or " ").json["code"] == "invalid_request"
    assert half.get("2fa/pending").json["attemptsLeft"] == 5


def test_a_used_code_counts(enrolled: Person) -> None:
    code = enrolled.code()
    enrolled.reauth(code=code)
    left = [enrolled.reauth(code=code).json["attemptsLeft"] for _ in range(5)]
    assert left == [4, 3, 2, 1, 0]
    assert enrolled.reauth(code=enrolled.code(steps=1)).status_code == 429


def test_r51_a_right_password_clears_nothing(enrolled: Person) -> None:
    half = enrolled.other_browser()
    for _ in range(2):
        half.half().verify(half.wrong_code())
        half.verify(half.wrong_code())
    assert half.half().get("2fa/pending").json["attemptsLeft"] == 1


def test_r49_the_count_stays_after_a_login_that_failed(enrolled: Person) -> None:
    half = enrolled.other_browser().half()
    half.verify(half.wrong_code())
    half.post("logout")
    assert half.half().get("2fa/pending").json["attemptsLeft"] == 4


def test_the_lock_of_one_account_leaves_others_alone(enrolled: Person, bob: Person) -> None:
    bob.sign_in().enable()
    lock(enrolled)
    assert bob.other_browser().half().verify().status_code == 200


def test_a_locked_owner_stays_signed_in(enrolled: Person) -> None:
    lock(enrolled)
    assert enrolled.is_signed_in()


def test_r56_the_owner_is_mailed_when_a_lock_follows_a_right_password(enrolled: Person) -> None:
    before = len(mails(enrolled.app, enrolled.clock.now()))
    lock(enrolled)
    enrolled.other_browser().half().verify()
    new = mails(enrolled.app, enrolled.clock.now())[before:]
    assert [mail["To"] for mail in new] == [enrolled.email]
    assert "password" in text_of(new[0])
    assert len(events(enrolled.app, "2fa.locked")) == 1
