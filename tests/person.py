"""A person at a browser of his own, who does over HTTP what people do."""

import email
import re
from datetime import datetime
from email import policy
from email.headerregistry import HeaderRegistry
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask

from app.mail.outbox import deliver_due
from tests import oath
from tests.client import Answer, Client
from tests.clock import FrozenClock

# To read the headers takes most of the time of a mail, and most mails have the same ones.
_READING = policy.default.clone(header_factory=cache(HeaderRegistry()))
PASSWORD = "correct horse battery"


class Person:
    """One account and one browser; `secret` and `backup_codes` are what the person wrote down."""

    def __init__(self, app: Flask, clock: FrozenClock, address: str = "ann@example.com") -> None:
        self.app, self.clock, self.email = app, clock, address
        self.password = PASSWORD
        self.browser = Client(app)
        self.secret = ""
        self.backup_codes: list[str] = []

    def call(self, method: str, path: str, body: Any = None, **more: Any) -> Answer:
        """Send one request as JSON; `path` is below /api/auth unless it starts with a slash."""
        where = path if path.startswith("/") else f"/api/auth/{path}"
        return self.browser.open(where, method=method, json=body, **more)

    def get(self, path: str, **more: Any) -> Answer:
        return self.call("GET", path, **more)

    def post(self, path: str, body: Any = None, **more: Any) -> Answer:
        return self.call("POST", path, body, **more)

    def use_cookie(self, name: str, value: str) -> None:
        """Put a cookie into the browser, as a thief or a replay would."""
        self.browser.set_cookie(name, value)

    def other_browser(self) -> "Person":
        """The same person at another browser."""
        twin = Person(self.app, self.clock, self.email)
        twin.password, twin.secret, twin.backup_codes = (
            self.password,
            self.secret,
            self.backup_codes,
        )
        return twin

    def register(self) -> "Person":
        """Register and verify the address by the mailed link."""
        body = {"email": self.email, "password": self.password}
        assert self.post("register", body).status_code == 201
        # Other mails may go with it: of mails of one moment none is the last.
        name = self.email[: self.email.index("@") + 1]  # a mail spells the domain in ASCII
        sent = [m for m in mails(self.app, self.clock.now()) if str(m["To"]).startswith(name)]
        own = [each for each in sent if "/verify-email#" in text_of(each)]
        assert self.post("verify-email", {"token": link_token(own[-1])}).status_code == 200
        return self

    def log_in(self) -> Answer:
        return self.post("login", {"email": self.email, "password": self.password})

    def half(self) -> "Person":
        """Send the right password and stop before the second step."""
        answer = self.log_in()
        assert answer.json.get("requires2FA"), answer.json
        return self

    def reauth(self, **proof: str) -> Answer:
        return self.post("reauth", proof)

    def set_up(self, **body: Any) -> str:
        """Begin enrolment and return the secret that the page shows."""
        answer = self.post("2fa/setup", body)
        assert answer.status_code == 200, answer.json
        return str(answer.json["secret"])

    def enable(self) -> "Person":
        """Enrol an authenticator; the next code is ready when this returns."""
        self.secret = self.set_up()
        answer = self.post("2fa/enable", {"token": self.code()})
        assert answer.status_code == 200, answer.json
        self.backup_codes = answer.json["backupCodes"]
        self.clock.next_step()
        return self

    def code(self, *, steps: int = 0) -> str:
        """What the authenticator shows, `steps` time steps later."""
        return oath.code(self.secret, self.clock.now(), steps=steps)

    def wrong_code(self) -> str:
        return oath.wrong_code(self.secret, self.clock.now())

    def verify(self, code: str | None = None) -> Answer:
        """Send the second step of a login."""
        return self.post("2fa/verify-login", {"code": code or self.code()})

    def enrol(self) -> "Person":
        """Sign in and turn on two factors."""
        return self.sign_in().enable()

    def sign_in(self) -> "Person":
        """Sign in with all factors the account has."""
        answer = self.log_in()
        if answer.json.get("requires2FA"):
            answer = self.verify()
            self.clock.next_step()
        assert answer.status_code == 200, answer.json
        return self

    def is_signed_in(self) -> bool:
        return self.get("me").status_code == 200

    def cookie(self, name: str) -> str | None:
        found = self.browser.get_cookie(name)
        return found.value if found else None

    def held_cookie(self, name: str) -> str:
        """Return a cookie that the browser must hold: nobody replays one that is not there."""
        value = self.cookie(name)
        assert value, f"the browser holds no {name}"
        return value


def mails(app: Flask, now: datetime) -> list[email.message.EmailMessage]:
    """Deliver what is due and return every mail so far, oldest first."""
    with app.app_context():
        deliver_due(now)
    found = sorted((path.stat().st_mtime_ns, path) for path in mail_folder(app).glob("*.eml"))
    return [_mail(path, moment) for moment, path in found]


def mail_folder(app: Flask) -> Path:
    """The folder that the application puts its mails into."""
    return Path(app.extensions["second_lock"].settings.mail_url.removeprefix("file:"))


@cache
def _mail(path: Path, _moment: int) -> email.message.EmailMessage:
    """Read a mail, which a test that asks again and again shall not wait for again and again."""
    return email.message_from_bytes(path.read_bytes(), policy=_READING)


def text_of(mail: email.message.EmailMessage) -> str:
    """Return the text part of a mail."""
    part = mail.get_body(("plain",))
    assert part is not None, "no text in the mail"
    return str(part.get_content())


def link_token(mail: email.message.EmailMessage) -> str:
    """Return the token of the link in a mail."""
    found = re.search(r"#token=(\S+)", text_of(mail))
    assert found, "no link in the mail"
    return found[1]
