"""Promise: one's own export, a purge, a restored backup and a doctor know of recoveries, and none
of them weakens one."""

import json
from typing import Any

import pytest
from flask import Flask

from app.maintenance.fence import fence
from app.maintenance.purge import purge
from app.recovery.models import FormerAddress, Recovery, RecoveryAddress, StopLink
from app.users.models import User
from tests.person import Person
from tests.recovery.nodes import node
from tests.recovery.story import (
    DAY,
    add_recovery_address,
    begin,
    begun,
    finish,
    is_refused,
    ready,
    states_of,
)
from tests.recovery.test_moved_addresses import move
from tests.rows import dump, rows

SECOND = "second@example.com"


def test_the_own_export_shows_all_of_it_and_no_secret(enrolled: Person) -> None:
    add_recovery_address(enrolled, SECOND)
    enrolled.call("PUT", "recovery-address", {"email": "third@example.com"})
    former = move(enrolled, "new@example.com")
    enrolled.clock.move(seconds=8 * DAY)
    begun(enrolled)
    mine = enrolled.other_browser().sign_in()
    everything = mine.get("me/export").json
    assert [(each["state"], each["reason"]) for each in everything["recoveries"]] == [
        ("ended", "factor")
    ]
    assert {each["email"] for each in everything["recoveryAddresses"]} == {
        SECOND,
        "third@example.com",
    }
    assert [each["email"] for each in everything["formerAddresses"]] == [former]
    assert everything["profile"]["passwordVouchedAt"] is not None
    text = json.dumps(everything)
    for row in (*rows(mine.app, StopLink), *rows(mine.app, RecoveryAddress)):
        assert row.token_hash is None or row.token_hash not in text


def test_a_purge_takes_what_counts_no_more_and_nothing_else(enrolled: Person) -> None:
    add_recovery_address(enrolled, SECOND)
    begun(enrolled)
    enrolled.call("DELETE", "recovery")
    enrolled.clock.move(seconds=8 * DAY)
    begun(enrolled)
    move_on = enrolled.clock.now

    def left() -> tuple[int, int, int]:
        with enrolled.app.app_context():
            purge(move_on())
        models: tuple[type[Any], ...] = (Recovery, StopLink, RecoveryAddress)
        one, two, three = (len(rows(enrolled.app, each)) for each in models)
        return one, two, three

    enrolled.clock.move(seconds=50 * DAY)
    assert left()[::2] == (2, 1)
    enrolled.clock.move(seconds=10 * DAY)
    assert left()[::2] == (1, 1)  # the open one stays, however old
    assert states_of(enrolled.app) == [("waiting", "")]
    assert len(rows(enrolled.app, StopLink)) > 0


def test_a_purge_takes_links_that_confirm_nothing_and_old_moves(enrolled: Person) -> None:
    enrolled.call("PUT", "recovery-address", {"email": SECOND})
    move(enrolled, "new@example.com")
    for seconds, addresses, moves in ((3601, 0, 1), (60 * DAY, 0, 0)):
        enrolled.clock.move(seconds=seconds)
        with enrolled.app.app_context():
            purge(enrolled.clock.now())
        assert len(rows(enrolled.app, RecoveryAddress)) == addresses
        assert len(rows(enrolled.app, FormerAddress)) == moves


@pytest.mark.parametrize("is_ready", [False, True])
def test_a_restored_backup_brings_no_recovery_back(enrolled: Person, is_ready: bool) -> None:
    token = ready(enrolled) if is_ready else str(begun(enrolled))
    add = enrolled.other_browser()
    with enrolled.app.app_context():
        fence(enrolled.clock.now())
    assert states_of(enrolled.app) == [("ended", "operator")]
    assert rows(enrolled.app, User)[0].recovery_ready_at is None
    assert is_refused(finish(add, token), 400, "invalid_token")


def test_a_restored_backup_voids_links_of_recovery_addresses(enrolled: Person) -> None:
    add_recovery_address(enrolled, SECOND)
    enrolled.call("PUT", "recovery-address", {"email": "third@example.com"})
    with enrolled.app.app_context():
        fence(enrolled.clock.now())
    assert [each.email for each in rows(enrolled.app, RecoveryAddress)] == [SECOND]


def test_no_token_of_a_recovery_is_in_the_database(enrolled: Person) -> None:
    token = ready(enrolled)
    assert token not in dump(enrolled.app)


def _doctor(app: Flask) -> dict[str, Any]:
    answer = app.test_cli_runner().invoke(args=["doctor", "--json"])
    checks = json.loads(answer.stdout)["checks"]
    [found] = [each for each in checks if each["name"] == "recoveries"]
    return dict(found)


def test_the_doctor_tells_how_long_it_waits_and_what_is_unwise(enrolled: Person) -> None:
    begin(enrolled)
    assert _doctor(enrolled.app)["told"] == "wait 48 hours; 1 open"
    public = {"public_url": "https://login.example.com", "cookie_domain": None}
    for seconds, support, state in (
        (172_800, None, "ok"),
        (3600, None, "warning"),
        (0, None, "warning"),
        (0, "help@example.com", "ok"),
    ):
        changes: dict[str, Any] = {**public, "recovery_wait_seconds": seconds, "support": support}
        with node(enrolled.app, enrolled.clock, **changes) as other:
            assert _doctor(other)["state"] == state, changes
