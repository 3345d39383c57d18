"""Promise: events are numbered without gaps and linked in the transaction that causes them, however
many write at once, and none of them waits for long."""

from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.audit.events import Event
from app.audit.service import record
from app.config.operators import operator_act
from app.core.act import Act
from app.db import write_last, write_tx
from app.extensions import db, now
from app.users.models import User
from app.users.service import lock_by_email
from tests.audit.history import CLIENT, check, faults, head, note
from tests.person import Person
from tests.racing import race
from tests.rows import events, execute, rows


def _numbers(app: Flask) -> list[int]:
    return [each.number for each in events(app)]


def test_a_new_database_has_a_chain(app: Flask) -> None:
    assert (check(app).rows, faults(app)) == (1, [])
    note(app, "ann")
    assert [each.type for each in events(app)] == ["audit.chain_started", "logout"]
    assert _numbers(app) == [1, 2]
    assert head(app).mac == events(app)[-1].mac


def test_fifty_who_write_at_once_leave_one_whole_chain(app: Flask) -> None:
    race([partial(note, app, f"s{n}", f"s{n}") for n in range(50)])
    assert _numbers(app) == list(range(1, 102))
    assert faults(app) == []
    assert {each.subject_id for each in events(app)[1:]} == {f"s{n}" for n in range(50)}


def test_writers_in_any_order_do_not_wait_in_a_ring(app: Flask, ann: Person) -> None:
    """Who writes an event first and locks an account next meets who does it the other way round."""

    def note_it(tx: Session) -> None:
        record(tx, Event.LOGOUT, subject_id="ann", act=Act(CLIENT, now()))

    def change(*, event_first: bool) -> None:
        with app.app_context(), write_tx() as tx:
            if event_first:
                note_it(tx)
            lock_by_email(tx, ann.email).name += "x"
            if not event_first:
                note_it(tx)

    race([lambda: change(event_first=True), lambda: change(event_first=False)] * 20)
    assert [user.name for user in rows(app, User)] == ["x" * 40]
    assert faults(app) == []


def test_a_last_step_runs_once_when_all_else_is_written(app: Flask, ann: Person) -> None:
    seen: list[tuple[bool, list[int]]] = []

    def step(tx: Session, items: list[int]) -> None:
        seen.append((bool(tx.dirty), items))

    with app.app_context(), write_tx() as tx:
        write_last(tx, step, 1)
        lock_by_email(tx, ann.email).name = "Ann"
        write_last(tx, step, 2)
    assert seen == [(False, [1, 2])]


def test_a_change_that_is_taken_back_leaves_no_event_and_no_gap(app: Flask) -> None:
    note(app, "ann")

    def too_late(*_: object) -> None:
        raise ZeroDivisionError

    def fail(moment: str) -> None:
        with app.app_context(), write_tx() as tx:
            record(tx, Event.LOGOUT, subject_id="lost", act=Act(CLIENT, now()))
            if moment == "late":
                write_last(tx, too_late, None)
                return
            raise ZeroDivisionError

    for moment in ("early", "late"):
        with pytest.raises(ZeroDivisionError):
            fail(moment)
    note(app, "bob")
    assert [each.subject_id for each in events(app)] == [None, "ann", "bob"]
    assert _numbers(app) == [1, 2, 3]
    assert faults(app) == []


def test_events_of_one_transaction_stand_in_the_order_of_their_causes(app: Flask) -> None:
    with app.app_context(), write_tx() as tx:
        for subject in "abc":
            record(tx, Event.LOGOUT, subject_id=subject, act=Act(CLIENT, now()))
    assert [each.subject_id for each in events(app)] == [None, "a", "b", "c"]
    assert faults(app) == []


def test_an_event_outside_of_a_write_transaction_is_refused(app: Flask) -> None:
    with app.app_context(), pytest.raises(RuntimeError, match="outside"):
        record(db.session(), Event.LOGOUT, subject_id="a", act=Act(CLIENT, now()))
    assert _numbers(app) == [1]


def test_without_a_head_nothing_that_needs_an_event_happens(enrolled: Person) -> None:
    execute(enrolled.app, "DELETE FROM audit_head")
    assert enrolled.post("2fa/disable", {"code": enrolled.code()}).status_code >= 500
    assert enrolled.get("2fa/status").json["enabled"] is True


@pytest.mark.parametrize(
    "value",
    [
        "123456",
        "9K2M-7QXR-4TBA-ZZ00",
        "HXDMVJECJJWSRB3HWIZR4IFUGFTMXBOZ",
        "ann@example.com",
        "correct horse battery",
        "a" * 43,
        "",
        "line\nbreak",
        ["totp", "123456"],
        {"ENCRYPTION_KEYS": ["k1", "a" * 33]},
    ],
)
def test_r87_what_could_be_a_secret_is_no_detail(app: Flask, value: Any) -> None:
    def write() -> None:
        with app.app_context(), write_tx() as tx:
            record(tx, Event.LOGIN, subject_id="a", act=Act(CLIENT, now()), what=value)

    with pytest.raises(ValueError, match="what"):
        write()
    assert _numbers(app) == [1]


def test_words_counts_and_ids_of_keys_are_details(app: Flask) -> None:
    kept: dict[str, Any] = {
        "words": ["totp", "backup_code"],
        "count": 123456,
        "surface": "token/verify",
        "keys": {"SECRET_KEY": "1f0e3dad", "ENCRYPTION_KEYS": ["k1", "202611"], "done": 3},
    }
    with app.app_context(), write_tx() as tx:
        record(tx, Event.LOGIN, subject_id="a", act=Act(CLIENT, now()), **kept)
    assert events(app)[-1].detail == kept
    assert faults(app) == []


def test_the_history_names_no_actor_for_the_command_line(app: Flask) -> None:
    with app.app_context(), write_tx() as tx:
        record(tx, Event.TWO_FACTOR_RESET, subject_id="ann", act=operator_act(now()))
        record(tx, Event.ROLE_CHANGED, subject_id="ann", act=Act(CLIENT, now()), actor_id="bob")
    assert [each.actor_id for each in events(app)[1:]] == [None, "bob"]


def test_moments_and_texts_keep_their_mac_through_the_database(app: Flask, ann: Person) -> None:
    ann.clock.move(seconds=0.000001)
    for agent in ("", "Браузер “1”", "𝟗🦊", "a\\b\"c'd", "x" * 400):
        body = {"email": ann.email, "password": "wrong horse battery"}
        ann.post(
            "login", body, environ_overrides={"HTTP_USER_AGENT": agent.encode().decode("latin-1")}
        )
        ann.clock.move(seconds=0.1)
    assert faults(app) == []
