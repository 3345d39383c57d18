"""A program that signs in with tokens, and does over HTTP what curl scripts do."""

from typing import Any

from flask import Flask

from tests.client import Answer, Client
from tests.person import Person


class Program:
    """A token client of a person's account; it keeps no cookie and is never given one."""

    def __init__(self, owner: Person) -> None:
        self.owner = owner
        self.app: Flask = owner.app
        self.access = ""
        self.refresh_token = ""

    def call(self, method: str, path: str, body: Any = None, **more: Any) -> Answer:
        """Send one request with the access token, if any; no answer may set a cookie."""
        headers = {"Authorization": f"Bearer {self.access}"} if self.access else {}
        browser = Client(self.app, use_cookies=False)
        answer = browser.open(
            f"/api/auth/{path}", method=method, json=body, headers=headers, **more
        )
        assert "Set-Cookie" not in answer.headers
        return answer

    def get(self, path: str, **more: Any) -> Answer:
        return self.call("GET", path, **more)

    def post(self, path: str, body: Any = None, **more: Any) -> Answer:
        return self.call("POST", path, body, **more)

    def ask(self) -> Answer:
        """Send the password."""
        body = {"email": self.owner.email, "password": self.owner.password}
        return self.post("token", body)

    def verify(self, twofa_token: str, code: str | None = None) -> Answer:
        """Send the second step."""
        body = {"twofaToken": twofa_token, "code": code or self.owner.code()}
        return self.post("token/verify", body)

    def sign_in(self) -> "Program":
        """Sign in with all factors the account has."""
        answer = self.ask()
        if answer.json.get("requires2FA"):
            answer = self.verify(answer.json["twofaToken"])
            self.owner.clock.next_step()
        assert answer.status_code == 200, answer.json
        return self.keep(answer)

    def keep(self, answer: Answer) -> "Program":
        """Take the tokens of an answer."""
        self.access = answer.json["accessToken"]
        self.refresh_token = answer.json["refreshToken"]
        return self

    def refresh(self, token: str | None = None) -> Answer:
        """Trade a refresh token, the newest where none is named; the tokens stay as they are."""
        body = {"refreshToken": token or self.refresh_token}
        return Client(self.app, use_cookies=False).post("/api/auth/token/refresh", json=body)

    def is_signed_in(self) -> bool:
        return self.get("me").status_code == 200
