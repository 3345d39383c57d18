"""A test client whose answers give their JSON as it came."""

from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse


class Answer(TestResponse):
    """An answer whose JSON a test reads at once: a body without JSON fails the test there."""

    @property
    def json(self) -> Any:
        return self.get_json()


class Client(FlaskClient):
    """Flask's test client; each of its answers is an `Answer`."""

    def __init__(self, app: Flask, *, use_cookies: bool = True) -> None:
        super().__init__(app, Answer, use_cookies=use_cookies)

    def open(self, *args: Any, **more: Any) -> Answer:
        answer = super().open(*args, **more)
        assert isinstance(answer, Answer)
        return answer

    def get(self, *args: Any, **more: Any) -> Answer:
        return self.open(*args, method="GET", **more)

    def post(self, *args: Any, **more: Any) -> Answer:
        return self.open(*args, method="POST", **more)
