"""Promise: a mail waits sealed, leaves no trace when sent, and is never lost or sent twice."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from app.config.operators import operator_act
from app.db import write_tx
from app.extensions import now, settings
from app.mail.models import OutboxMail
from app.mail.outbox import Delivery, deliver_due, queue
from app.mail.wording import account
from tests.clock import FrozenClock
from tests.person import Person, link_token, mails
from tests.racing import race
from tests.rows import dump, execute, rows


def _deliver(app: Flask) -> Delivery:
    with app.app_context():
        return deliver_due(now())


def _queue(app: Flask, how_many: int) -> None:
    with app.app_context(), write_tx() as tx:
        for number in range(how_many):
            to = f"ann{number}@example.com"
            text = account.two_factor_changed(
                settings(), to, what="turned on", act=operator_act(now())
            )
            queue(tx, text, now(), language="")


def _folder(app: Flask) -> Path:
    return Path(app.extensions["second_lock"].settings.mail_url.removeprefix("file:"))


@pytest.fixture
def waiting(app: Flask, person: Person) -> Person:
    """Somebody whose verification mail is queued and not sent."""
    body = {"email": person.email, "password": person.password}
    assert person.post("register", body).status_code == 201
    return person


def test_a_waiting_mail_shows_neither_address_nor_link_r80(app: Flask, waiting: Person) -> None:
    (row,) = rows(app, OutboxMail)
    told = repr(vars(row))
    assert "example" not in told
    assert "token" not in told
    stored = dump(app)
    token = link_token(mails(app, waiting.clock.now())[0])
    assert token not in stored
    assert token not in dump(app)


def test_a_sent_mail_leaves_no_row(app: Flask, waiting: Person) -> None:
    assert _deliver(app) == Delivery(sent=1, failed=0)
    assert rows(app, OutboxMail) == []
    assert _deliver(app) == Delivery(sent=0, failed=0)
    assert len(mails(app, waiting.clock.now())) == 1


def test_a_mail_that_rolls_back_with_its_cause_is_not_sent(app: Flask) -> None:
    def fail() -> None:
        with app.app_context(), write_tx() as tx:
            text = account.two_factor_changed(
                settings(), "a@example.com", what="on", act=operator_act(now())
            )
            queue(tx, text, now(), language="")
            raise ValueError("the cause failed")

    with pytest.raises(ValueError, match="the cause failed"):
        fail()
    assert rows(app, OutboxMail) == []


def test_a_mail_that_cannot_go_waits_and_goes_later_f12(
    app: Flask, waiting: Person, clock: FrozenClock
) -> None:
    folder = _folder(app)
    folder.write_text("in the folder's place")
    waits = []
    for attempt in range(1, 5):
        assert _deliver(app) == Delivery(sent=0, failed=1)
        (row,) = rows(app, OutboxMail)
        assert row.attempts == attempt
        assert row.last_error == "FileExistsError: File exists"
        assert _deliver(app) == Delivery(sent=0, failed=0)  # it is not due
        waits.append(row.next_at - clock.now())
        clock.moment = row.next_at
    assert waits == sorted(set(waits))
    assert waits[0] >= timedelta(seconds=10)
    folder.unlink()
    assert _deliver(app) == Delivery(sent=1, failed=0)
    assert [mail["To"] for mail in mails(app, clock.now())] == [waiting.email]


def test_one_mail_that_cannot_go_does_not_hold_up_the_others(app: Flask) -> None:
    _queue(app, 3)
    execute(
        app, "UPDATE outbox SET sealed = 'v1.k1.broken' WHERE id = (SELECT min(id) FROM outbox)"
    )
    assert _deliver(app) == Delivery(sent=2, failed=1)
    (row,) = rows(app, OutboxMail)
    assert row.last_error.startswith("SealBroken")


def test_a_worker_that_dies_while_sending_loses_no_mail_f04(
    app: Flask, waiting: Person, clock: FrozenClock
) -> None:
    # What a dead worker leaves: a row whose lease runs.
    later = clock.now() + timedelta(seconds=300)
    execute(app, "UPDATE outbox SET attempts = 1")
    with app.app_context(), write_tx() as tx:
        tx.query(OutboxMail).update({"next_at": later})
    assert _deliver(app) == Delivery(sent=0, failed=0)
    clock.move(seconds=301)
    assert _deliver(app) == Delivery(sent=1, failed=0)


def test_workers_that_deliver_together_send_each_mail_once_f07(app: Flask) -> None:
    _queue(app, 20)
    folder = _folder(app)
    assert not folder.exists()
    done = race([lambda: _deliver(app)] * 8)
    assert sum(each.sent for each in done) == 20
    assert sum(each.failed for each in done) == 0
    receivers = sorted(mail["To"] for mail in mails(app, FrozenClock().now()))
    assert receivers == sorted(f"ann{number}@example.com" for number in range(20))
    assert rows(app, OutboxMail) == []
    shutil.rmtree(folder)


def test_logging_in_does_not_need_the_mail_f12(app: Flask, enrolled: Person) -> None:
    shutil.rmtree(_folder(app))
    _folder(app).write_text("in the folder's place")
    visitor = enrolled.other_browser()
    visitor.log_in()
    assert visitor.verify(enrolled.backup_codes[0]).status_code == 200
    assert _deliver(app).failed >= 1
