"""Promise: whatever stands for a client's id, the answer is 401 and never a crash (T05)."""

import pytest
from flask import Flask

from app.core.scannable_secrets import CLIENT_SECRET, new_secret
from tests.introspection.asking import send


@pytest.mark.parametrize("name", ["\0", "a\0b", "%00", "x" * 5000, "é", "�", ""])
def test_t05_an_odd_id_is_a_wrong_client(app: Flask, name: str) -> None:
    answer = send(app, {"token": "x"}, basic=(name, new_secret(CLIENT_SECRET)))
    assert (answer.status_code, answer.json["code"]) == (401, "invalid_client")
