"""Promise: a mail that cannot go waits longer each time, then is kept, and stops nobody else."""

import json
import logging
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from app.config import Settings
from app.config.operators import operator_act
from app.db import write_tx
from app.extensions import now, runtime, settings
from app.mail.message import Message
from app.mail.models import OutboxMail
from app.mail.outbox import Delivery, deliver_due, queue
from app.mail.standing import QueueState, queue_state
from app.mail.wording import account
from app.web.monitoring.log import JsonLines
from tests.clock import FrozenClock
from tests.conftest import Backend, settings_for
from tests.mail.smtp_servers import Inbox, MailServer
from tests.rows import dump, rows

_MOST = 28


@pytest.fixture
def inbox() -> Inbox:
    return Inbox(bad="550 5.1.1 <bad@example.com> unknown", busy="451 4.7.1 later")


@pytest.fixture
def server(inbox: Inbox) -> MailServer:
    return MailServer(inbox)


@pytest.fixture
def settings_of_app(backend: Backend, tmp_path: Path, server: MailServer) -> Settings:
    values = vars(settings_for(backend, tmp_path))
    return Settings(**{**values, "mail_url": f"smtp://localhost:{server.port}?starttls=off"})


@pytest.fixture(name="settings")
def _settings(settings_of_app: Settings) -> Settings:
    return settings_of_app


def _queue(app: Flask, *names: str) -> None:
    with app.app_context(), write_tx() as tx:
        for name in names:
            to = f"{name}@example.com" if name else ""
            made = account.two_factor_changed(
                settings(), to, what="turned on", act=operator_act(now())
            )
            queue(tx, made, now(), language="")


def _deliver(app: Flask) -> Delivery:
    with app.app_context():
        return deliver_due(now())


def _state(app: Flask) -> QueueState:
    with app.app_context():
        return queue_state(now())


def _retry(app: Flask, *arguments: str) -> tuple[int, str]:
    done = app.test_cli_runner().invoke(args=["mail", "retry", *arguments])
    return done.exit_code, done.output.strip()


def test_one_refused_receiver_is_dead_at_once_and_the_others_get_theirs(
    app: Flask, server: MailServer, caplog: pytest.LogCaptureFixture
) -> None:
    _queue(app, "ann", "bad", "busy", "bob")
    with server, caplog.at_level(logging.DEBUG):
        assert _deliver(app) == Delivery(sent=2, failed=1, dead=1)
        assert _deliver(app) == Delivery()
    receivers = sorted(mail.rcpt_tos[0] for mail in server.inbox.mails)
    assert receivers == ["ann@example.com", "bob@example.com"]
    errors = {row.dead_at is None: row.last_error for row in rows(app, OutboxMail)}
    assert errors == {
        False: "the receiver was refused: 550 5.1.1",
        True: "the receiver was refused: 451 4.7.1",
    }
    told = [JsonLines().format(each) for each in caplog.records if each.name.startswith("app.")]
    lines = [json.loads(each) for each in told]
    # The four are of one moment: which of them is tried first is open.
    assert sorted((each["level"], each["attempt"], each["nextAt"] is None) for each in lines) == [
        ("warning", 1, False),
        ("warning", 1, True),
    ]
    assert {(each["mailId"], each["kind"], each["reason"]) for each in lines} == {
        (row.id, row.kind, row.last_error) for row in rows(app, OutboxMail)
    }
    assert "example.com" not in dump(app) + "".join(told)


def test_a_dead_mail_is_never_tried_again_by_itself_and_stays_sealed(
    app: Flask, server: MailServer, clock: FrozenClock
) -> None:
    _queue(app, "bad")
    [before] = [row.sealed for row in rows(app, OutboxMail)]
    with server:
        _deliver(app)
        for _ in range(3):
            clock.move(seconds=86_400 * 30)
            assert _deliver(app) == Delivery()
    [row] = rows(app, OutboxMail)
    assert (row.sealed, row.attempts) == (before, 1)
    assert len(server.inbox.receivers) == 1


def test_a_server_that_is_down_is_tried_for_about_two_days(app: Flask, clock: FrozenClock) -> None:
    _queue(app, "ann")
    begun, waits = clock.now(), []
    for _ in range(_MOST - 1):
        assert _deliver(app) == Delivery(failed=1)
        [row] = rows(app, OutboxMail)
        waits.append(row.next_at - clock.now())
        clock.moment = row.next_at
    assert waits == sorted(waits)
    assert timedelta(days=1.8) < clock.now() - begun < timedelta(days=2.2)
    assert _deliver(app) == Delivery(dead=1)
    [row] = rows(app, OutboxMail)
    assert row.last_error == "the server cannot be reached: Connection refused"
    assert row.dead_at == clock.now()


def test_a_dead_mail_that_an_operator_retries_goes(
    app: Flask, server: MailServer, clock: FrozenClock
) -> None:
    _queue(app, "bad", "ann")
    with server:
        assert _deliver(app) == Delivery(sent=1, dead=1)
        server.inbox.answers.clear()
        [row] = rows(app, OutboxMail)
        assert _retry(app, row.id) == (0, "1 will be tried again.")
        assert _deliver(app) == Delivery(sent=1)
    assert rows(app, OutboxMail) == []


def test_retrying_needs_a_dead_mail_or_all(app: Flask, server: MailServer) -> None:
    _queue(app, "busy", "bad")
    with server:
        _deliver(app)
    [waiting] = [row.id for row in rows(app, OutboxMail) if row.dead_at is None]
    assert _retry(app, waiting) == (1, f"Error: There is no dead mail {waiting}.")
    assert _retry(app)[0] == 2
    assert _retry(app, waiting, "--all")[0] == 2
    assert json.loads(_retry(app, "--all", "--json")[1]) == {"retried": 1}
    assert _retry(app, "--all") == (0, "0 will be tried again.")


def test_dead_mails_are_listed_with_their_reason_and_nothing_of_their_text(
    app: Flask, server: MailServer, clock: FrozenClock
) -> None:
    runner = app.test_cli_runner()
    assert runner.invoke(args=["mail", "dead"]).output == "None.\n"
    _queue(app, "bad", "busy")
    with server:
        told = runner.invoke(args=["mail", "send-due"])
    assert told.output == "0 sent, 1 failed, 1 dead.\n"
    [found] = json.loads(runner.invoke(args=["mail", "dead", "--json"]).output)
    assert found.pop("id") in {row.id for row in rows(app, OutboxMail)}
    assert found == {
        "kind": "two_factor_changed",
        "created": clock.now().isoformat(),
        "attempts": 1,
        "lastError": "the receiver was refused: 550 5.1.1",
    }


def test_the_state_of_the_queue_counts_waiting_and_dead(
    app: Flask, server: MailServer, clock: FrozenClock
) -> None:
    assert _state(app) == QueueState(waiting=0, oldest_seconds=0, dead=0)
    _queue(app, "bad", "busy")
    clock.move(seconds=90)
    _queue(app, "busy")
    assert _state(app) == QueueState(waiting=3, oldest_seconds=90, dead=0)
    with server:
        _deliver(app)
    assert _state(app) == QueueState(waiting=2, oldest_seconds=90, dead=1, failing=2)


def test_a_decoy_is_dropped_unsent_and_uncounted(app: Flask, server: MailServer) -> None:
    _queue(app, "", "ann")
    with server:
        assert _deliver(app) == Delivery(sent=1)
    assert server.inbox.receivers == ["ann@example.com"]
    assert rows(app, OutboxMail) == []


def test_a_mail_that_was_queued_by_the_version_before_is_delivered(
    app: Flask, server: MailServer
) -> None:
    link = "http://localhost:8000/verify-email#token=" + "T" * 43
    old = {
        "kind": "verify_email",
        "to": "ann@example.com",
        "subject": "Verify",
        "text": f"Open this link\nto verify:\n\n{link}\n\nBye.\n",
    }
    with app.app_context(), write_tx() as tx:
        sealed = runtime().key_ring.seal(
            json.dumps(old).encode(), purpose="outbox.sealed", owner="old"
        )
        tx.add(OutboxMail(id="old", kind="k", sealed=sealed, created_at=now(), next_at=now()))
    with server:
        assert _deliver(app) == Delivery(sent=1)
    assert link.encode() in (server.inbox.mails[0].original_content or b"").splitlines()


def test_a_lease_holds_however_long_the_mails_before_it_took(
    app: Flask, inbox: Inbox, server: MailServer, clock: FrozenClock
) -> None:
    _queue(app, "first", "second")
    others: list[Delivery] = []

    def look() -> None:
        if inbox.mails:  # the second is on its way: another worker looks whether it is due
            others.append(_deliver(app))
        else:
            clock.move(seconds=400)  # the first takes longer than a lease

    inbox.meanwhile = look
    with server:
        assert _deliver(app) == Delivery(sent=2)
    assert others == [Delivery()]


def test_what_is_unreadable_holds_up_nobody(app: Flask, server: MailServer) -> None:
    with app.app_context(), write_tx() as tx:
        sealed = runtime().key_ring.seal(b'["x"]', purpose="outbox.sealed", owner="odd")
        tx.add(OutboxMail(id="odd", kind="k", sealed=sealed, created_at=now(), next_at=now()))
    _queue(app, "ann")
    with server:
        assert _deliver(app) == Delivery(sent=1, failed=1)
    assert [row.last_error for row in rows(app, OutboxMail)] == ["TypeError"]


def test_a_message_without_a_receiver_reads_as_a_decoy() -> None:
    made = Message(kind="k", to="", subject="s", paragraphs=("p",))
    assert Message.from_content(made.content()).to == ""
