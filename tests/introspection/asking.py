"""A backend with a client of its own, that asks whose token it got."""

import json
from base64 import b64encode
from typing import Any, NamedTuple
from urllib.parse import quote_plus

from flask import Flask

from tests.app_tokens.making import FILES
from tests.client import Answer, Client

CALL = "/api/auth/introspect"
FORM = "application/x-www-form-urlencoded"


class Backend(NamedTuple):
    """A client's id and secret, as the command printed them."""

    app: Flask
    id: str
    secret: str

    def ask(self, token: str, **more: Any) -> Answer:
        """Ask about a token."""
        return send(self.app, {"token": token}, basic=(self.id, self.secret), **more)

    def is_active(self, token: str) -> bool:
        answer = self.ask(token)
        assert answer.status_code == 200, answer.json
        assert answer.json["active"] or answer.json == {"active": False}
        return bool(answer.json["active"])


def run(app: Flask, *arguments: str) -> Any:
    """Run `flask clients …`; return what it prints as JSON."""
    result = app.test_cli_runner().invoke(args=["clients", *arguments, "--json"])
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def add(app: Flask, name: str = "files", origin: str | None = FILES) -> Backend:
    """Add a client as an operator does."""
    made = run(app, "add", name, *(["--origin", origin] if origin else []))
    return Backend(app, made["clientId"], made["clientSecret"])


def send(app: Flask, form: Any, *, basic: tuple[str, str] | None = None, **more: Any) -> Answer:
    """Send a form, with an id and a secret in Basic (RFC 6749, 2.3.1)."""
    headers = more.pop("headers", {})
    if basic is not None:
        joined = ":".join(map(quote_plus, basic))
        headers = {"Authorization": f"Basic {b64encode(joined.encode()).decode()}", **headers}
    given = {"content_type": FORM, **more}
    return Client(app).post(CALL, data=form, headers=headers, **given)
