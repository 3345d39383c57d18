"""Promise: an operator sees why mails wait, and tries the mail server by one command."""

import json
from pathlib import Path

import pytest
from flask import Flask

from app.config import Settings
from app.config.operators import operator_act
from app.db import write_tx
from app.extensions import now, settings
from app.mail.models import OutboxMail
from app.mail.outbox import deliver_due, queue
from app.mail.wording import account
from tests.clock import FrozenClock
from tests.conftest import Backend, settings_for
from tests.mail.smtp_servers import Inbox, MailServer
from tests.rows import rows


@pytest.fixture
def server() -> MailServer:
    inbox = Inbox(bad="550 5.1.1 <bad@example.com> unknown", busy="451 4.7.1 later")
    return MailServer(inbox)


@pytest.fixture(name="settings")
def _settings(backend: Backend, tmp_path: Path, server: MailServer) -> Settings:
    values = vars(settings_for(backend, tmp_path))
    return Settings(**{**values, "mail_url": f"smtp://localhost:{server.port}?starttls=off"})


def _queue(app: Flask, *names: str) -> None:
    with app.app_context(), write_tx() as tx:
        for name in names:
            to, act = f"{name}@example.com", operator_act(now())
            queue(
                tx,
                account.two_factor_changed(settings(), to, what="reset", act=act),
                now(),
                language="",
            )


def _deliver(app: Flask) -> None:
    with app.app_context():
        deliver_due(now())


def _run(app: Flask, *arguments: str) -> tuple[int, str]:
    done = app.test_cli_runner().invoke(args=list(arguments))
    return done.exit_code, done.output.strip()


def _mail_check(app: Flask) -> dict[str, str]:
    checks = json.loads(_run(app, "doctor", "--json")[1])["checks"]
    [found] = [each for each in checks if each["name"] == "mail"]
    return {name: found[name] for name in ("state", "told", "mend")}


def test_waiting_and_dead_mails_are_listed_with_reason_and_times(
    app: Flask, server: MailServer, clock: FrozenClock
) -> None:
    assert _run(app, "mail", "list") == (0, "None.")
    _queue(app, "bad", "busy")
    with server:
        _deliver(app)
    _queue(app, "ann")
    found = json.loads(_run(app, "mail", "list", "--json")[1])
    told = {each["reason"]: each for each in found}
    assert set(told) == {
        None,
        "the receiver was refused: 550 5.1.1",
        "the receiver was refused: 451 4.7.1",
    }
    by_id = {row.id: row for row in rows(app, OutboxMail)}
    for each in found:
        row = by_id[each["id"]]
        assert (each["kind"], each["attempts"]) == (row.kind, row.attempts)
        assert each["created"] == clock.now().isoformat()
        assert each["state"] == ("given up" if row.dead_at else "waiting")
        assert each["next"] == (None if row.dead_at else row.next_at.isoformat())
    assert "example.com" not in _run(app, "mail", "list")[1]


def test_a_test_mail_goes_at_once_and_tells_the_servers_answer(
    app: Flask, server: MailServer
) -> None:
    server.inbox.data_answer = "250 2.0.0 Ok: queued as 4F1"
    with server:
        assert _run(app, "mail", "test", "Ann@example.com") == (
            0,
            "The mail to ann@example.com: 250 2.0.0 Ok: queued as 4F1",
        )
        code, told = _run(app, "mail", "test", "ann@example.com", "--json")
    assert (code, json.loads(told)["answer"]) == (0, "250 2.0.0 Ok: queued as 4F1")
    assert server.inbox.receivers == ["ann@example.com"] * 2
    assert b"to see whether mail goes out" in (server.inbox.mails[0].original_content or b"")
    assert rows(app, OutboxMail) == []


def test_a_refused_test_mail_tells_the_servers_own_words(app: Flask, server: MailServer) -> None:
    with server:
        code, told = _run(app, "mail", "test", "bad@example.com")
    assert code == 1
    assert told == (
        "Error: No mail went to bad@example.com: the receiver was refused: 550 5.1.1. "
        "The server said: 550 5.1.1 <bad@example.com> unknown"
    )


def test_a_test_mail_to_a_server_that_is_down_tells_that(app: Flask) -> None:
    assert _run(app, "mail", "test", "ann@example.com") == (
        1,
        "Error: No mail went to ann@example.com: the server cannot be reached: Connection refused.",
    )
    assert _run(app, "mail", "test", "nobody")[0] == 1


def test_the_doctor_says_at_once_that_no_mail_goes_out(app: Flask) -> None:
    _queue(app, "ann")
    assert _mail_check(app)["state"] == "ok"
    _deliver(app)  # no server runs
    assert _mail_check(app) == {
        "state": "broken",
        "told": "1 wait, 0 are given up; 1 failed: the server cannot be reached: "
        "Connection refused",
        "mend": "Look at MAIL_URL and MAIL_FROM, then `flask mail test ADDRESS`.",
    }


def test_one_receivers_refusal_is_a_warning(app: Flask, server: MailServer) -> None:
    _queue(app, "busy")
    with server:
        _deliver(app)
    found = _mail_check(app)
    assert found["state"] == "warning"
    assert found["told"].endswith("1 failed: the receiver was refused: 451 4.7.1")


def test_a_retried_mail_has_not_failed_yet(app: Flask, server: MailServer) -> None:
    _queue(app, "bad")
    with server:
        _deliver(app)
    assert _run(app, "mail", "retry", "--all")[0] == 0
    assert _mail_check(app)["state"] == "ok"
