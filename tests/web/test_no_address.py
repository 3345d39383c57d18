"""Promise: whoever has no address, or names a word for one, is never taken for the operator, whose
acts at the command line stay the operator's."""

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from app.config import Settings
from app.extensions import db
from app.users.models import User
from tests.accounts.links import NEW, reset, reset_token
from tests.clock import FrozenClock
from tests.conftest import Backend, settings_for
from tests.live import ROOT
from tests.person import PASSWORD, Person, link_token, mails, text_of
from tests.rows import events, rows

# What a unix socket, and a proxy that hands on what it was sent, put in an address's place.
NO_ADDRESSES = ["", "unix:", "operator", "Operator", "the command line", "127.0.0.1:80"]


@pytest.fixture
def backend(sqlite_backend: Backend) -> Backend:
    return sqlite_backend


@pytest.fixture
def settings(backend: Backend, tmp_path: Path) -> Settings:
    return settings_for(backend, tmp_path, trusted_proxies=1)


def register(person: Person, sent: str) -> None:
    body = {"email": person.email, "password": PASSWORD}
    headers = {"X-Forwarded-For": sent, "User-Agent": "command line"}
    where = {"REMOTE_ADDR": sent}
    answer = person.post("register", body, headers=headers, environ_overrides=where)
    assert answer.status_code == 201


@pytest.mark.parametrize("sent", NO_ADDRESSES)
def test_an_account_that_a_request_made_is_not_the_operators(person: Person, sent: str) -> None:
    register(person, sent)
    [user], [event] = rows(person.app, User), events(person.app, "account.registered")
    assert user.created_from == event.ip == ""
    assert event.actor_id == user.id
    [mail] = mails(person.app, person.clock.now())
    assert "an unknown address" in text_of(mail)
    answer = person.post("verify-email", {"token": link_token(mail)})
    assert "from an unknown address." in answer.json["message"]


def test_an_account_that_an_operator_made_is_the_operators(app: Flask, person: Person) -> None:
    made = ["users", "create", "--email", person.email, "--password", PASSWORD, "--unverified"]
    assert app.test_cli_runner().invoke(args=made).exit_code == 0
    [user], [event] = rows(app, User), events(app, "account.registered")
    assert user.created_from == event.ip == "operator"
    assert event.actor_id is None
    [mail] = mails(app, person.clock.now())
    assert "the command line" in text_of(mail)
    answer = person.post("verify-email", {"token": link_token(mail)})
    assert "from the command line." in answer.json["message"]


@pytest.fixture
def stranger(backend: Backend, tmp_path: Path) -> Iterator[Person]:
    """Somebody who registered another's address over a unix socket, and enrolled."""
    settings = replace(settings_for(backend, tmp_path), email_verification="off")
    clock = FrozenClock()
    person = Person(create_app(settings, clock), clock)
    register(person, "")
    yield person.sign_in().enable()
    with person.app.app_context():
        db.engine.dispose()


def test_the_factor_of_a_stranger_without_an_address_goes_when_the_owner_resets(
    stranger: Person,
) -> None:
    owner = stranger.other_browser()
    assert reset(owner, reset_token(stranger)).status_code == 200
    owner.password = NEW
    assert "user" in owner.log_in().json


@pytest.mark.parametrize("sent", ["", "operator"])
def test_those_without_an_address_share_the_limits_of_one(person: Person, sent: str) -> None:
    for number in range(30):
        register(Person(person.app, person.clock, f"user{number}@example.com"), sent)
    body = {"email": "one@more.example", "password": PASSWORD}
    headers, where = {"X-Forwarded-For": "unknown"}, {"REMOTE_ADDR": ""}
    answer = person.post("register", body, headers=headers, environ_overrides=where)
    assert answer.status_code == 429


class OverUnixSocket(http.client.HTTPConnection):
    """An HTTP client whose server is a file."""

    def __init__(self, path: Path) -> None:
        super().__init__("localhost")
        self.path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(30)
        self.sock.connect(str(self.path))


def arriving(folder: Path) -> Iterator[Path]:
    """Yield the mails of a running server, which sends them by itself within seconds."""
    for _ in range(600):
        yield from folder.glob("*.eml")
        time.sleep(0.05)
    raise AssertionError("no mail came")


def listens(where: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        return probe.connect_ex(str(where)) == 0


@pytest.fixture
def unix_socket(backend: Backend, tmp_path: Path) -> Iterator[tuple[Path, Path]]:
    """A real server on a unix socket, and the folder of its mails."""
    url, where = backend.fresh_database(tmp_path), tmp_path / "http.sock"
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "INSTANCE_DIR": str(tmp_path / "instance"),
        "MAIL_URL": f"file:{tmp_path / 'mail'}",
    }
    server = [sys.executable, "-m", "granian", "--interface", "wsgi", "--uds", str(where)]
    server += ["--workers-kill-timeout", "5"]
    with subprocess.Popen([*server, "wsgi:app"], cwd=ROOT, env=environment) as process:
        while not listens(where):
            assert process.poll() is None
            time.sleep(0.05)
        yield where, tmp_path / "mail"
        process.terminate()


def test_who_registers_over_a_unix_socket_is_not_the_operator(
    unix_socket: tuple[Path, Path],
) -> None:
    where, mail_folder = unix_socket
    connection = OverUnixSocket(where)
    body = json.dumps({"email": "ann@example.com", "password": PASSWORD})
    headers = {"Content-Type": "application/json", "Connection": "close"}
    with closing(connection):
        connection.request("POST", "/api/auth/register", body, headers)
        assert connection.getresponse().status == 201
    mail = next(iter(arriving(mail_folder)))
    assert "From: an unknown address" in " ".join(mail.read_text().split())
