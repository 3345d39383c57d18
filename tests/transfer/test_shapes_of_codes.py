"""Promise: a code in the shape of other software counts only for whoever brought his factor from
there; for anybody else it is mistyped and costs no attempt (R06)."""

import pytest

from tests.person import Person

SHAPES = ["12345678", "K7QX4M2P", "k7qx-4m2p", "0123456789", "ABCDEFGHJKMN"]


@pytest.mark.parametrize("text", SHAPES)
def test_r06_elsewhere_shapes_cost_nothing_where_nothing_was_brought_along(
    enrolled: Person, text: str
) -> None:
    half = enrolled.other_browser().half()
    for _ in range(6):
        answer = half.verify(text)
        assert (answer.status_code, answer.json["code"]) == (400, "invalid_request")
    assert half.get("2fa/pending").json["attemptsLeft"] == 5
    assert enrolled.post("2fa/backup-codes", {"code": text}).json["code"] == "invalid_request"
    assert enrolled.reauth(code=text).json["code"] == "invalid_request"


@pytest.mark.parametrize("text", SHAPES)
def test_r06_nor_do_they_enrol(ann: Person, text: str) -> None:
    ann.sign_in().set_up()
    answer = ann.post("2fa/enable", {"token": text})
    assert (answer.status_code, answer.json["code"]) == (400, "invalid_request")
