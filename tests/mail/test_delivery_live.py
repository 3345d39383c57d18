"""Promise: a running server sends mails by itself, and several workers send each once."""

import json
import time
import urllib.request
from pathlib import Path

from tests.live import LiveServer
from tests.mail.smtp_servers import Inbox, MailServer
from tests.person import PASSWORD


def post(server: LiveServer, path: str, body: dict[str, str]) -> int:
    request = urllib.request.Request(
        f"{server.url}/api/auth/{path}",
        data=json.dumps(body).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        return int(answer.status)


def wait_for(inbox: Inbox, count: int) -> None:
    for _ in range(300):
        if len(inbox.mails) >= count:
            return
        time.sleep(0.1)
    raise AssertionError(f"{len(inbox.mails)} of {count} mails came")


def test_two_workers_send_each_mail_once_and_within_seconds(tmp_path: Path) -> None:
    inbox = Inbox()
    with MailServer(inbox) as mail_server:
        url = f"smtp://127.0.0.1:{mail_server.port}?starttls=off"
        with LiveServer(tmp_path, MAIL_URL=url, WORKERS="2") as server:
            for number in range(12):
                body = {"email": f"ann{number}@example.com", "password": PASSWORD}
                assert post(server, "register", body) == 201
            wait_for(inbox, 12)
            time.sleep(2)
    assert sorted(inbox.receivers) == sorted(f"ann{number}@example.com" for number in range(12))


def test_what_waits_is_sent_after_a_restart_before_anybody_asks(tmp_path: Path) -> None:
    with LiveServer(tmp_path, MAIL_URL="smtp://127.0.0.1:1?starttls=off") as server:
        assert post(server, "register", {"email": "ann@example.com", "password": PASSWORD}) == 201
    inbox = Inbox()
    with MailServer(inbox) as mail_server:
        url = f"smtp://127.0.0.1:{mail_server.port}?starttls=off"
        with LiveServer(tmp_path, MAIL_URL=url):
            wait_for(inbox, 1)
