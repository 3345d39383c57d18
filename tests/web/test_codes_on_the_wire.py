"""Promise: a code is a JSON string of six ASCII digits; a mere look-alike costs no try (R06)."""

import pytest

from tests.person import Person

_OTHER_DIGITS = {
    "full width": 0xFF10,
    "mathematical bold": 0x1D7CE,
    "arabic": 0x0660,
    "devanagari": 0x0966,
    "monospace": 0x1D7F6,
}
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


@pytest.fixture
def waiting(enrolled: Person) -> Person:
    """Somebody between password and code."""
    visitor = enrolled.other_browser()
    assert visitor.log_in().json["requires2FA"] is True
    return visitor


def _left(waiting: Person) -> int:
    return int(waiting.get("2fa/pending").json["attemptsLeft"])


def _refused(waiting: Person, code: object) -> None:
    answer = waiting.post("2fa/verify-login", {"code": code})
    assert (answer.status_code, answer.json["code"]) == (400, "invalid_request")
    assert "code" in answer.json["fields"]


def test_a_right_code_in_other_digits_is_no_code_r05_r06(waiting: Person) -> None:
    code = waiting.code()
    for zero in _OTHER_DIGITS.values():
        _refused(waiting, "".join(chr(zero + int(digit)) for digit in code))
    _refused(waiting, code.translate(_SUPERSCRIPTS))
    _refused(waiting, code[:5] + chr(0xFF10 + int(code[5])))
    assert _left(waiting) == 5
    assert waiting.verify().status_code == 200


def test_a_right_code_with_more_around_it_is_no_code_r06(waiting: Person) -> None:
    code = waiting.code()
    for text in (
        f"{code}\n",
        f"\n{code}",
        f"{code}\r\n",
        f"{code[:3]}\t{code[3:]}",
        f"{code[:3]}\u200b{code[3:]}",
        f"{code[:3]}\u00a0{code[3:]}",
        f"\ufeff{code}",
        f"{code}{code[0]}",
        code[:5],
        f"0{code}",
        f"{code},{code}",
        code * 20,
    ):
        _refused(waiting, text)
    assert _left(waiting) == 5
    assert waiting.verify().status_code == 200


def test_a_number_is_no_code_even_where_it_fits_r06_r07(waiting: Person) -> None:
    for value in (int(waiting.code()), float(waiting.code()), [waiting.code()], {"": "1"}, True):
        _refused(waiting, value)
    assert _left(waiting) == 5


def test_ascii_spaces_and_dashes_do_not_matter_r06(enrolled: Person) -> None:
    for spelling in ("{0}{1}", " {0} {1} ", "{0}-{1}", "--{0}  {1}"):
        visitor = enrolled.other_browser()
        visitor.log_in()
        code = visitor.code()
        assert visitor.verify(spelling.format(code[:3], code[3:])).status_code == 200, spelling
        visitor.clock.next_step()


def test_leading_zeros_survive_as_text_and_not_as_a_number_r07(enrolled: Person) -> None:
    while not enrolled.code().startswith("00"):
        enrolled.clock.next_step()
    visitor = enrolled.other_browser()
    visitor.log_in()
    _refused(visitor, int(visitor.code()))
    _refused(visitor, visitor.code().lstrip("0"))
    assert visitor.verify().status_code == 200


def test_a_used_code_does_not_become_new_by_its_spelling_r02_r05(enrolled: Person) -> None:
    visitor = enrolled.other_browser()
    visitor.log_in()
    code = visitor.code()
    assert visitor.verify(code).status_code == 200
    again = enrolled.other_browser()
    again.log_in()
    for spelling in (code, f"{code} ", f" {code}", f"{code[:3]}-{code[3:]}"):
        assert again.verify(spelling).json["code"] == "code_already_used"
    assert not again.is_signed_in()


def test_no_header_moves_the_clock_r09(waiting: Person) -> None:
    body = {"code": waiting.code(steps=10)}
    for header in ("Date", "X-Time", "Time", "If-Modified-Since"):
        moved = {header: "Sat, 21 Nov 2026 12:05:30 GMT"}
        answer = waiting.post("2fa/verify-login", body, headers=moved)
        assert answer.json["code"] == "invalid_code", header


def test_no_field_moves_the_clock_r09(waiting: Person) -> None:
    later = int(waiting.clock.now().timestamp()) + 300
    for field in ("time", "timestamp", "for_time", "at", "step", "counter"):
        answer = waiting.post("2fa/verify-login", {"code": waiting.code(steps=10), field: later})
        assert (answer.status_code, list(answer.json["fields"])) == (400, [field])
