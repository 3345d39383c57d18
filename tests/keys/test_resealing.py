"""Promise: re-sealing changes only what it opened, can be stopped and resumed, waits for nobody and
loses nothing (R86, R18)."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from app.db import write_tx
from app.db.sealed import SealedColumn, sealed_columns
from app.extensions import db, runtime
from app.factors.models import TotpSecret
from app.keys import resealing
from app.keys.resealing import Resealed, count_stale, reseal
from app.mail.models import OutboxMail
from tests.keys.conftest import Instance
from tests.person import Person
from tests.racing import race
from tests.rows import execute, rows

_MANY = 1203


def column(name: str) -> SealedColumn:
    [found] = [each for each in sealed_columns() if each.purpose == name]
    return found


def run(app: Flask, name: str, progress: Callable[[int], None] = lambda _: None) -> Resealed:
    with app.app_context():
        return reseal(column(name), progress=progress)


def fill(app: Flask, count: int) -> None:
    """Let mails wait that are due in a thousand years."""
    now = datetime(2026, 1, 1, tzinfo=UTC)
    with app.app_context(), write_tx() as tx:
        for number in range(count):
            owner = f"mail-{number:05}"
            sealed = runtime().key_ring.seal(owner.encode(), purpose="outbox.sealed", owner=owner)
            later = now.replace(year=3026)
            tx.add(OutboxMail(id=owner, kind="x", sealed=sealed, created_at=now, next_at=later))


def new_keys(instance: Instance) -> None:
    """Put a fresh key in front and seal nothing anew."""
    assert instance.keys("rotate", "--only", "secret")["resealed"] == {}
    text = instance.key_file.read_text("utf-8")
    fresh = dict(line.split("=", 1) for line in instance.flask("keys", "generate").stdout.split())
    instance.key_file.write_text(
        text.replace("ENCRYPTION_KEYS=", f"ENCRYPTION_KEYS={fresh['ENCRYPTION_KEYS']},")
    )


def check_all_open(app: Flask, model: type[OutboxMail]) -> None:
    with app.app_context():
        ring = runtime().key_ring
        for row in db.session.query(model):
            assert row.sealed.startswith(ring.beginning(ring.current))
            plain = ring.open_sealed(row.sealed, purpose="outbox.sealed", owner=row.id)
            assert plain == row.id.encode()


def test_r86_it_works_in_batches_and_a_second_run_finds_nothing(
    instance: Instance, app: Flask
) -> None:
    fill(app, _MANY)
    new_keys(instance)
    batches: list[int] = []
    assert run(app, "outbox.sealed", batches.append) == Resealed(_MANY, (), 0)
    assert batches == [500, 500, 203]
    assert run(app, "outbox.sealed") == Resealed(0, (), 0)
    check_all_open(app, OutboxMail)


def test_r86_what_a_stopped_run_did_stays_done(instance: Instance, app: Flask) -> None:
    fill(app, _MANY)
    new_keys(instance)

    def stop(_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(app, "outbox.sealed", stop)
    with app.app_context():
        assert count_stale(column("outbox.sealed")) == _MANY - 500
    assert instance.keys("rotate", "--resume")["resealed"]["outbox.sealed"] == _MANY - 500
    check_all_open(app, OutboxMail)


def test_r86_two_runs_at_once_do_each_value_once(instance: Instance, app: Flask) -> None:
    fill(app, _MANY)
    new_keys(instance)
    found = race([lambda: run(app, "outbox.sealed")] * 2)
    assert sum(each.done for each in found) == _MANY
    assert [each.left for each in found] == [0, 0]
    check_all_open(app, OutboxMail)


def test_r86_an_enrolment_between_reading_and_writing_wins(
    instance: Instance, app: Flask, enrolled: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    new_keys(instance)
    real, told = resealing._seal_anew, []

    def seal_while_enrolling(*arguments: Any) -> str | None:
        [row] = rows(app, TotpSecret)
        with app.app_context():
            told.append(
                runtime().key_ring.seal(b"new", purpose="totp_secrets.sealed", owner=row.user_id)
            )
        execute(app, "UPDATE totp_secrets SET sealed = :fresh", fresh=told[-1])
        return real(*arguments)

    monkeypatch.setattr(resealing, "_seal_anew", seal_while_enrolling)
    assert run(app, "totp_secrets.sealed") == Resealed(0, (), 0)
    assert [row.sealed for row in rows(app, TotpSecret)] == told


def test_r86_enrolments_that_race_with_it_all_stay(instance: Instance, app: Flask) -> None:
    people = [Person(app, instance.clock, f"p{n}@example.com").register() for n in range(6)]
    for each in people:
        each.sign_in().enable()
    instance.clock.next_step()
    new_keys(instance)

    def enrol_anew(person: Person) -> int:
        person.secret = person.set_up(replace=True)
        answer = person.post("2fa/enable", {"token": person.code()})
        return answer.status_code

    def rotate() -> int:
        return run(app, "totp_secrets.sealed").left

    calls = [lambda each=each: enrol_anew(each) for each in people]
    found = race([*calls, rotate, rotate])
    assert found == [200] * 6 + [0, 0]
    instance.clock.next_step()
    assert [each.other_browser().half().verify().status_code for each in people] == [200] * 6


def test_r18_values_that_open_under_no_key_are_told_by_owner_and_left_alone(
    instance: Instance, app: Flask
) -> None:
    fill(app, 3)
    execute(app, "UPDATE outbox SET id = 'moved' WHERE id = 'mail-00001'")
    new_keys(instance)
    lies = {row.id: row.sealed for row in rows(app, OutboxMail)}
    found = instance.keys("rotate", "--resume")
    assert found["resealed"]["outbox.sealed"] == 2
    assert found["unreadable"]["outbox.sealed"] == ["moved"]
    assert found["left"] == 0
    assert {row.id: row.sealed for row in rows(app, OutboxMail)}["moved"] == lies["moved"]


def test_r86_a_row_that_a_login_holds_is_done_later(
    instance: Instance, app: Flask, enrolled: Person
) -> None:
    new_keys(instance)
    held, go = threading.Event(), threading.Event()

    def hold() -> Resealed | None:
        with app.app_context(), write_tx() as tx:
            tx.execute(text("UPDATE totp_secrets SET last_step = last_step"))
            held.set()
            go.wait(10)
            time.sleep(0.2)
        return None

    def rotate() -> Resealed | None:
        held.wait(10)
        go.set()
        return run(app, "totp_secrets.sealed")

    assert race([hold, rotate])[1] == Resealed(1, (), 0)
