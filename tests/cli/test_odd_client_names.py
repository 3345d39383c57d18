"""Promise: a client's name that the history takes for a secret is refused in one line."""

import pytest
from flask import Flask


@pytest.mark.parametrize("name", ["123456", "ABCD-EFGH-IJKL-MNOP", "a b", "x" * 100, "ü"])
def test_a_name_is_taken_or_refused_in_one_line(app: Flask, name: str) -> None:
    done = app.test_cli_runner().invoke(args=["clients", "add", name])
    assert done.exception is None or isinstance(done.exception, SystemExit), repr(done.exception)
