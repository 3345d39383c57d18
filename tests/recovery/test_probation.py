"""Promise: for a day after a recovery nobody moves, exports, closes or administers the account
(V08)."""

from typing import Any

import pytest

from tests.accounts.links import reset, reset_token
from tests.admin.conftest import MAKE_ADMIN
from tests.person import Person
from tests.recovery.nodes import node
from tests.recovery.story import DAY, add_recovery_address, is_refused, recovered
from tests.rows import execute

REFUSED: list[tuple[str, str, Any]] = [
    ("POST", "email/change", {"email": "new@example.com", "password": "correct horse battery"}),
    ("POST", "email/change/resend", {}),
    ("POST", "email/confirm", {"token": "A" * 43}),
    (
        "POST",
        "password/change",
        {"currentPassword": "correct horse battery", "newPassword": "another horse battery"},
    ),
    ("GET", "me/export", None),
    ("DELETE", "me", {"password": "correct horse battery"}),
    ("PUT", "recovery-address", {"email": "second@example.com"}),
    ("POST", "recovery-address/confirm", {"token": "A" * 43}),
    ("DELETE", "recovery-address", None),
]


@pytest.fixture
def again(enrolled: Person) -> Person:
    """Somebody who recovered their account, and has a new factor."""
    return recovered(enrolled).enable()


@pytest.mark.parametrize(("method", "path", "body"), REFUSED, ids=lambda each: str(each)[:25])
def test_v08_these_calls_wait_for_a_day(again: Person, method: str, path: str, body: Any) -> None:
    answer = again.call(method, path, body)
    assert is_refused(answer, 403, "recovery_probation")
    assert answer.json["until"] > again.clock.now().isoformat()
    again.clock.move(seconds=DAY)
    assert again.other_browser().sign_in().call(method, path, body).json.get("code") != (
        "recovery_probation"
    )


def test_v08_a_further_sign_in_is_refused_them_too(again: Person) -> None:
    other = again.other_browser().sign_in()
    assert is_refused(other.get("me/export"), 403, "recovery_probation")


def test_v08_no_clock_of_a_node_shortens_it(again: Person) -> None:
    with node(again.app, again.clock) as there:
        token = again.held_cookie("second_lock_session")
        far = Person(there, again.clock)
        far.use_cookie("second_lock_session", token)
        assert is_refused(far.get("me/export"), 403, "recovery_probation")


def test_v08_an_administrator_of_today_acts_tomorrow(again: Person) -> None:
    execute(again.app, MAKE_ADMIN, email=again.email)
    assert again.get("/api/admin/groups").status_code == 200
    act = ("/api/admin/groups", {"name": "editors", "description": ""})
    assert is_refused(again.post(*act), 403, "recovery_probation")
    again.clock.move(seconds=DAY)
    assert again.other_browser().sign_in().post(*act).status_code == 201


def test_v08_what_protects_the_account_goes_on(again: Person) -> None:
    again.clock.next_step()
    assert again.post("2fa/backup-codes", {"code": again.code()}).status_code == 200
    assert again.post("logout-all").status_code == 200
    assert reset(again, reset_token(again)).status_code == 200


def test_v08_until_a_factor_is_on_the_set_up_comes_first(enrolled: Person) -> None:
    there = recovered(enrolled)
    assert is_refused(there.get("me/export"), 403, "two_factor_setup_required")


def test_an_account_that_was_never_recovered_is_refused_nothing(enrolled: Person) -> None:
    assert enrolled.get("me/export").status_code == 200
    add_recovery_address(enrolled, "second@example.com")
