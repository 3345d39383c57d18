"""Promise: whatever is sent to the calls, nothing crashes and every answer is documented."""

from pathlib import Path

import pytest
import schemathesis
from flask import Flask
from hypothesis import settings
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import ignored_auth, positive_data_acceptance

from app import create_app
from app.core.limits import Window
from tests.clock import FrozenClock
from tests.conftest import Backend, settings_for
from tests.live import ROOT
from tests.person import Person

WIDE = (Window(10**9, 1),)
# A right form is no right code, password or token: 400 is an honest answer to it. And who may call
# what is walked over the URL map by tests of its own, with every kind of cookie and token.
EXCLUDED = [positive_data_acceptance, ignored_auth]

schema = schemathesis.openapi.from_path(ROOT / "docs" / "openapi.json")


@pytest.fixture(scope="module")
def fuzzed(sqlite_backend: Backend, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    folder: Path = tmp_path_factory.mktemp("fuzzed")
    return create_app(settings_for(sqlite_backend, folder, request_limits=WIDE), FrozenClock())


@pytest.fixture(scope="module")
def cookies(fuzzed: Flask) -> dict[str, str]:
    """Somebody signed in, so that the calls behind the guards are reached too."""
    ann = Person(fuzzed, FrozenClock()).register().sign_in()
    return {"session": ann.cookie("session") or ""}


@schema.parametrize()
@settings(max_examples=25, deadline=None)
def test_no_call_crashes_or_answers_what_is_not_documented_r88(
    case: schemathesis.Case, fuzzed: Flask, cookies: dict[str, str]
) -> None:
    for jar in ({}, cookies):
        try:
            case.call_and_validate(app=fuzzed, cookies=jar, excluded_checks=EXCLUDED)
        except FailureGroup as failures:
            raise AssertionError("\n".join(str(each) for each in failures.exceptions)) from None
