"""Promise: a login takes the code of now, one step early or late, by the server's own clock, in
every honest spelling, and each code once."""

from app.factors.models import TotpSecret
from tests import oath
from tests.person import Person
from tests.rows import execute, rows


def forget_used_steps(person: Person) -> None:
    """As if this authenticator had never been used, and nothing wrong been sent."""
    execute(person.app, "UPDATE totp_secrets SET last_step = -1", "DELETE FROM attempts")


def verify(half: Person, code: object) -> tuple[int, str | None]:
    answer = half.post("2fa/verify-login", {"code": code})
    return answer.status_code, answer.json.get("code")


def test_r08_the_window_is_one_step_to_either_side(enrolled: Person) -> None:
    enrolled.clock.move(seconds=600)
    accepted = {}
    for steps in range(-3, 4):
        forget_used_steps(enrolled)
        accepted[steps] = verify(enrolled.other_browser().half(), enrolled.code(steps=steps))
    right, wrong = (200, None), (400, "invalid_code")
    assert accepted == {-3: wrong, -2: wrong, -1: right, 0: right, 1: right, 2: wrong, 3: wrong}


def test_r02_a_code_passes_once(enrolled: Person) -> None:
    code = enrolled.code()
    assert verify(enrolled.other_browser().half(), code) == (200, None)
    answer = enrolled.other_browser().half().verify(code)
    assert (answer.status_code, answer.json["code"]) == (400, "code_already_used")
    assert answer.json["nextCodeIn"] == 30
    assert answer.json["attemptsLeft"] == 4


def test_r03_after_a_code_every_earlier_one_is_dead(enrolled: Person) -> None:
    """CVE-2021-43177: the unused code of the step before must die too."""
    early, now, late = (enrolled.code(steps=steps) for steps in (-1, 0, 1))
    forget_used_steps(enrolled)
    assert verify(enrolled.other_browser().half(), late) == (200, None)
    half = enrolled.other_browser().half()
    assert verify(half, now) == verify(half, early) == (400, "code_already_used")
    assert half.verify(now).json["nextCodeIn"] == 60
    enrolled.clock.next_step()
    assert verify(half, late) == (400, "code_already_used")
    enrolled.clock.next_step()
    assert half.verify().status_code == 200


def test_r05_a_used_code_stays_used_in_every_spelling(enrolled: Person) -> None:
    code = enrolled.code()
    assert verify(enrolled.other_browser().half(), code) == (200, None)
    half = enrolled.other_browser().half()
    for text in (f"{code} ", f" {code}", f"{code[:3]} {code[3:]}", f"{code[:3]}-{code[3:]}"):
        assert verify(half, text) == (400, "code_already_used"), text


def test_r05_unicode_digits_are_no_code_and_cost_nothing(enrolled: Person) -> None:
    """CVE-2025-6014: pyotp itself would take all of these."""
    half, code = enrolled.other_browser().half(), enrolled.code()
    wide = code.translate({48 + n: 0xFF10 + n for n in range(10)})
    bold = "".join(chr(0x1D7CE + int(digit)) for digit in code)
    for text in (
        wide,
        bold,
        f"{code}\n",
        f"{code}\u200b",
        f"\u00a0{code}",
        f"{code}\x00",
        f"+{code}",
    ):
        status, kind = verify(half, text)
        assert status == 400
        assert kind in {"invalid_request", "invalid_json"}
    assert half.get("2fa/pending").json["attemptsLeft"] == 5
    assert verify(half, code) == (200, None)


def test_spaces_and_dashes_are_ignored(enrolled: Person) -> None:
    for number, spell in enumerate(("{} {}", "{}-{}", " {}{} ", "{}  -{}")):
        code = enrolled.code()
        half = enrolled.other_browser().half()
        assert verify(half, spell.format(code[:3], code[3:])) == (200, None), number
        enrolled.clock.next_step()


def test_r07_leading_zeros_survive_and_a_number_is_refused(enrolled: Person) -> None:
    for _ in range(100_000):
        if enrolled.code().startswith("00"):
            break
        enrolled.clock.next_step()
    execute(enrolled.app, "UPDATE sessions SET last_seen_at = last_seen_at")
    half, code = enrolled.other_browser().half(), enrolled.code()
    assert code.startswith("00")
    assert verify(half, int(code)) == (400, "invalid_request")
    assert verify(half, str(int(code))) == (400, "invalid_request")
    assert verify(half, code) == (200, None)


def test_r09_no_client_value_moves_the_clock(enrolled: Person) -> None:
    half, early = enrolled.other_browser().half(), enrolled.code(steps=5)
    then = (enrolled.clock.now().timestamp()) + 150
    for name in ("time", "timestamp", "for_time", "at", "now"):
        body = {"code": early, name: then}
        assert half.post("2fa/verify-login", body).json["code"] == "invalid_request"
    headers = {"Date": "Sat, 21 Nov 2026 12:03:00 GMT", "X-Timestamp": str(then)}
    answer = half.post("2fa/verify-login", {"code": early}, headers=headers)
    assert answer.json["code"] == "invalid_code"


def test_a_clock_that_is_behind_is_told_and_one_ahead_is_not(enrolled: Person) -> None:
    """A code of the past can never pass again; one of the future will, so nothing is said."""
    enrolled.clock.move(seconds=600)
    half = enrolled.other_browser().half()
    assert half.verify(enrolled.code(steps=-2)).json["clockBehindSeconds"] == 60
    assert half.verify(enrolled.code(steps=-10)).json["clockBehindSeconds"] == 300
    assert "clockBehindSeconds" not in half.verify(enrolled.code(steps=-11)).json
    assert "clockBehindSeconds" not in half.verify(enrolled.code(steps=2)).json


def test_somebody_elses_code_opens_nothing(enrolled: Person, bob: Person) -> None:
    bob.sign_in().enable()
    half = enrolled.other_browser().half()
    assert verify(half, bob.code()) == (400, "invalid_code")
    assert bob.other_browser().half().verify().status_code == 200


def test_r08_a_step_is_thirty_seconds_of_the_rfc(enrolled: Person) -> None:
    [row] = rows(enrolled.app, TotpSecret)
    assert (row.algorithm, row.digits, row.period) == ("SHA1", 6, 30)
    enrolled.clock.move(seconds=29.9)
    assert enrolled.code() == oath.code(enrolled.secret, enrolled.clock.now())
    assert enrolled.other_browser().half().verify().status_code == 200
