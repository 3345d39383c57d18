"""Promise: a token client that changes password or address goes on with new tokens, and its old
ones are dead; it never gets a cookie (R61, R62)."""

from typing import Any

import pytest

from tests.accounts.links import NEW, newest_token
from tests.person import Person


class Client:
    """A program that is signed in by tokens."""

    def __init__(self, person: Person) -> None:
        self.person = person.other_browser()
        self.tokens: dict[str, str] = {}
        body = {"email": person.email, "password": person.password}
        self.take(self.person.post("token", body))

    def take(self, answer: Any) -> None:
        assert answer.status_code == 200, answer.json
        assert "Set-Cookie" not in answer.headers
        self.tokens = answer.json

    def call(self, method: str, path: str, body: Any = None, token: str = "") -> Any:
        bearer = {"Authorization": f"Bearer {token or self.tokens['accessToken']}"}
        return self.person.call(method, path, body, headers=bearer)


@pytest.fixture
def client(ann: Person) -> Client:
    return Client(ann)


def check_goes_on(client: Client, answer: Any) -> None:
    old = client.tokens["accessToken"]
    client.take(answer)
    assert client.call("GET", "me").status_code == 200
    assert client.call("GET", "me", token=old).status_code == 401


def test_after_a_new_password(client: Client) -> None:
    body = {"currentPassword": client.person.password, "newPassword": NEW}
    check_goes_on(client, client.call("POST", "password/change", body))


def test_after_a_new_address(client: Client) -> None:
    body = {"email": "ann@new.example", "password": client.person.password}
    assert client.call("POST", "email/change", body).status_code == 202
    token = newest_token(client.person, "Confirm your new address")
    check_goes_on(client, client.call("POST", "email/confirm", {"token": token}))


def test_a_reset_ends_its_session(client: Client, ann: Person) -> None:
    ann.post("password/forgot", {"email": ann.email})
    token = newest_token(ann, "Set a new password")
    assert ann.post("password/reset", {"token": token, "password": NEW}).status_code == 200
    assert client.call("GET", "me").status_code == 401


def test_closing_sets_no_cookie(client: Client) -> None:
    answer = client.call("DELETE", "me", {"password": client.person.password})
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert client.call("GET", "me").status_code == 401
