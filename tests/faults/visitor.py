"""A person at a real browser's distance: HTTP over a socket, cookies, and the clock on the wall."""

import http.cookiejar
import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask import Flask

from app.accounts.registration import check_new_account, create_by_operator
from app.config.operators import operator_act
from app.core.totp import Totp, new_secret
from app.extensions import now
from app.twofactor.enrolment import enroll_by_operator
from tests import oath
from tests.person import PASSWORD


@dataclass
class Answer:
    status: int
    json: Any
    headers: Any


class Visitor:
    """One browser of one account; `base` may be a node or the proxy."""

    def __init__(self, base: str, address: str) -> None:
        self.base, self.email = base, address
        self.secret = ""
        self.backup_codes: list[str] = []
        self.jar = http.cookiejar.CookieJar()
        self._open = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(self.jar), urllib.request.ProxyHandler({})
        )

    def call(
        self, method: str, path: str, body: Any = None, *, at: str | None = None, **headers: str
    ) -> Answer:
        where = f"{at or self.base}{path if path.startswith('/') else f'/api/auth/{path}'}"
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(where, data, headers, method=method)
        if data is not None:
            request.add_header("Content-Type", "application/json")
        try:
            with self._open.open(request, timeout=60) as answer:
                return self._read(answer.status, answer)
        except urllib.error.HTTPError as refused:
            with refused:
                return self._read(refused.code, refused)

    def post(self, path: str, body: Any = None, **more: Any) -> Answer:
        return self.call("POST", path, {} if body is None else body, **more)

    def get(self, path: str, **more: Any) -> Answer:
        return self.call("GET", path, **more)

    def log_in(self, **more: Any) -> Answer:
        return self.post("login", {"email": self.email, "password": PASSWORD}, **more)

    def verify(self, code: str, **more: Any) -> Answer:
        return self.post("2fa/verify-login", {"code": code}, **more)

    def code(self, *, steps: int = 0) -> str:
        return oath.code(self.secret, datetime.now(UTC), steps=steps)

    def is_signed_in(self, **more: Any) -> bool:
        answer = self.get("me", **more)
        assert answer.status in (200, 401), answer.json  # the rest is neither yes nor no
        return answer.status == 200

    def twin(self, base: str | None = None, *, cookies: bool = False) -> "Visitor":
        """The same person at another browser, or at this one with its cookies."""
        other = Visitor(base or self.base, self.email)
        other.secret, other.backup_codes = self.secret, self.backup_codes
        if cookies:
            for cookie in self.jar:
                other.jar.set_cookie(cookie)
        return other

    @staticmethod
    def _read(status: int, answer: Any) -> Answer:
        text = answer.read()
        kind = str(answer.headers.get("Content-Type"))
        return Answer(status, json.loads(text) if "json" in kind else text, answer.headers)


def enrolled_visitor(app: Flask, base: str, address: str) -> Visitor:
    """An account that an operator made and enrolled; the code of the present step is unused."""
    visitor = Visitor(base, address)
    with app.app_context():
        account = check_new_account(address, "", PASSWORD)
        user = create_by_operator(account, role="user", verified=True, act=operator_act(now()))
        visitor.secret = new_secret()
        visitor.backup_codes = enroll_by_operator(
            user.id, Totp(visitor.secret), visitor.code(steps=-1), act=operator_act(now())
        )
    return visitor
