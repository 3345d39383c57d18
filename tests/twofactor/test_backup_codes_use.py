"""Promise: each of the ten backup codes opens one login of its owner, in any honest spelling."""

from tests.person import Person, mails, text_of
from tests.rows import dump


def verify(person: Person, code: str) -> tuple[int, str | None]:
    answer = person.other_browser().half().verify(code)
    return answer.status_code, answer.json.get("code")


def remaining(person: Person) -> int:
    return int(person.get("2fa/status").json["backupCodesRemaining"])


def test_r20_each_code_opens_once(enrolled: Person) -> None:
    for number, code in enumerate(enrolled.backup_codes, start=1):
        assert verify(enrolled, code) == (200, None)
        assert verify(enrolled, code) == (400, "code_already_used")
        assert remaining(enrolled) == 10 - number
    assert enrolled.other_browser().half().verify().status_code == 200


def test_spellings_of_one_code_are_one_code(enrolled: Person) -> None:
    first, second, third = enrolled.backup_codes[:3]
    spellings = {
        first: first.lower(),
        second: second.replace("-", ""),
        third: f" {third.replace('-', ' ')} ",
    }
    for code, spelling in spellings.items():
        assert verify(enrolled, spelling) == (200, None), spelling
        assert verify(enrolled, code) == (400, "code_already_used")


def test_look_alikes_are_read_as_the_digit_that_was_meant(enrolled: Person) -> None:
    """Crockford: O is 0, I and L are 1; new codes are made until each digit was there."""
    codes, seen = enrolled.backup_codes, ""
    while not {"0", "1"} <= set(seen):
        code = codes.pop() if codes else ""
        if not code:
            codes = enrolled.post("2fa/backup-codes", {}).json["backupCodes"]
            continue
        if not {"0", "1"} & set(code):
            continue
        meant = code.replace("0", "O", 1).replace("0", "o").replace("1", "I", 1).replace("1", "l")
        assert verify(enrolled, meant) == (200, None), meant
        assert verify(enrolled, code) == (400, "code_already_used")
        seen += code


def test_l_is_one_too(enrolled: Person) -> None:
    codes: list[str] = list(enrolled.backup_codes)
    while not any("1" in code for code in codes):
        codes = enrolled.post("2fa/backup-codes", {}).json["backupCodes"]
    code = next(code for code in codes if "1" in code)
    assert verify(enrolled, code.replace("1", "L")) == (200, None)


def test_r22_a_code_of_somebody_else_is_refused_and_not_spent(
    enrolled: Person, bob: Person
) -> None:
    bob.sign_in().enable()
    assert verify(enrolled, bob.backup_codes[0]) == (400, "invalid_code")
    assert remaining(bob) == remaining(enrolled) == 10
    assert verify(bob, bob.backup_codes[0]) == (200, None)


def test_a_wrong_code_is_refused(enrolled: Person) -> None:
    code = enrolled.backup_codes[0]
    other = ("1" if code[0] != "1" else "2") + code[1:]
    assert verify(enrolled, other) == (400, "invalid_code")
    assert verify(enrolled, code) == (200, None)


def test_r06_what_is_no_code_costs_nothing(enrolled: Person) -> None:
    half = enrolled.other_browser().half()
    code = enrolled.backup_codes[0]
    for text in (
        code[:-1],
        code + "0",
        code.replace(code[0], "U", 1),
        code[:-1] + "é",
        "-" * 64,
        "ſ" * 16,
        "ı" * 16,
    ):
        assert half.verify(text).json["code"] == "invalid_request", text
    assert half.get("2fa/pending").json["attemptsLeft"] == 5


def test_r26_the_owner_is_told_how_many_are_left_and_warned_at_three(enrolled: Person) -> None:
    for left, code in zip(range(9, 1, -1), enrolled.backup_codes, strict=False):
        assert verify(enrolled, code) == (200, None)
        sent = mails(enrolled.app, enrolled.clock.now())
        mail = [each for each in sent if "backup code was used" in each["Subject"]][-1]
        assert mail["To"] == enrolled.email
        assert f"{left} are left" in text_of(mail)
        assert ("Make new ones soon" in text_of(mail)) is (left <= 3)
        assert code not in text_of(mail)


def test_r24_backup_and_app_codes_share_one_count(enrolled: Person) -> None:
    half = enrolled.other_browser().half()
    for text in [half.wrong_code()] * 3 + ["0000-0000-0000-0000"] * 2:
        assert half.verify(text).status_code == 400
    fresh = enrolled.other_browser().half()
    assert fresh.verify(enrolled.backup_codes[0]).status_code == 429
    assert remaining(enrolled) == 10


def test_r23_new_codes_void_the_old_ones(enrolled: Person) -> None:
    answer = enrolled.post("2fa/backup-codes", {"code": enrolled.code()})
    new = answer.json["backupCodes"]
    assert set(answer.json) == {"backupCodes"}
    assert len(set(new) - set(enrolled.backup_codes)) == 10
    for old in enrolled.backup_codes[:4]:
        assert verify(enrolled, old) == (400, "invalid_code")
    assert verify(enrolled, new[0]) == (200, None)
    assert remaining(enrolled) == 9


def test_r23_codes_of_an_earlier_enrolment_stay_dead(enrolled: Person) -> None:
    old = enrolled.backup_codes
    enrolled.post("2fa/disable", {"code": enrolled.code()})
    enrolled.enable()
    assert verify(enrolled, old[0]) == (400, "invalid_code")
    assert verify(enrolled, enrolled.backup_codes[0]) == (200, None)


def test_r19_the_database_holds_no_code(enrolled: Person) -> None:
    held = dump(enrolled.app)
    for code in enrolled.backup_codes:
        assert code not in held
        assert code.replace("-", "") not in held


def test_the_owner_is_told_of_new_codes(enrolled: Person) -> None:
    enrolled.post("2fa/backup-codes", {})
    assert "New backup codes" in mails(enrolled.app, enrolled.clock.now())[-1]["Subject"]
