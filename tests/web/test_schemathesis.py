"""Promise: whatever is sent to the calls, nothing crashes, every answer is documented, what is well
formed is taken, and no call that asks who one is answers a stranger. Every check is on."""

from pathlib import Path
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import given, settings
from schemathesis.core.failures import FailureGroup
from schemathesis.openapi.checks import IgnoredAuth, RejectedPositiveData

from app import create_app
from app.core.limits import Window
from tests.clock import FrozenClock
from tests.conftest import Backend, settings_for
from tests.live import ROOT
from tests.person import Person
from tests.program import Program
from tests.proofs import part_of

Case = schemathesis.Case[Any]
METRICS_TOKEN = "a token that only the monitor knows, 42"
WIDE = (Window(10**9, 1),)
# What a well-formed call may be answered with anywhere: it was done, or whoever calls may not do it
# (401, 403, 429), or what it is about is not there or not in that state (404, 409). No 400.
TAKEN = ["2xx", "3xx", "401", "403", "404", "409", "429"]
# What is not well formed is refused: also for its size (413), which Schemathesis does not expect.
REFUSED = ["400", "401", "403", "404", "405", "406", "409", "413", "415", "422", "428", "429"]
# What is well formed and yet not right, which no schema can say: here alone 400 is honest too.
A_CODE = [f"POST /api/auth/{call}" for call in ("2fa/enable", "2fa/disable", "2fa/backup-codes",
    "2fa/verify-login", "token/verify", "reauth")]  # fmt: skip
A_PASSWORD = [
    "POST /api/auth/password/change",
    "POST /api/auth/email/change",
    "DELETE /api/auth/me",
]
A_NEW_PASSWORD = ["POST /api/auth/register"]  # too short, too common
A_MAILED_LINK = [f"POST /api/auth/{call}" for call in (
    "verify-email", "verify-email/look", "verify-email/decline", "email/confirm",
    "email/undo", "password/reset", "invitation", "invitation/accept",
    "recovery/stop", "recovery/finish", "recovery-address/confirm")]  # fmt: skip
A_SIGNATURE = [f"POST /api/auth/{call}" for call in ("passkeys", "passkey/login", "token/passkey")]
# Unknown address, unknown event, an app that takes no tokens.
A_PLACE = ["GET /api/authz/return", "GET /api/auth/events", "POST /api/auth/app-tokens"]
NOT_RIGHT = A_CODE + A_SIGNATURE + A_PASSWORD + A_NEW_PASSWORD + A_MAILED_LINK + A_PLACE
# Bodies that hold U+0000 are refused as a whole; the document says so in words, not in each field.
CONFIG = {
    "generation": {"allow-x00": False},
    "checks": {
        "positive_data_acceptance": {"expected-statuses": TAKEN},
        "negative_data_rejection": {"expected-statuses": REFUSED},
    },
    "operations": [
        {
            "include-name": NOT_RIGHT,
            "checks": {"positive_data_acceptance": {"expected-statuses": [*TAKEN, "400"]}},
        },
        {
            # 503 is how this probe tells that something is missing: here it is the tests' clock.
            "include-name": "GET /readyz",
            "checks": {
                "positive_data_acceptance": {"expected-statuses": ["200", "503"]},
                "not_a_server_error": {"expected-statuses": ["2xx", "4xx", "503"]},
            },
        },
    ],
}

schema = schemathesis.openapi.from_path(
    ROOT / "docs" / "openapi.json", config=schemathesis.Config.from_dict(CONFIG)
)


# Stands for a credential until the call is made: some cases are written before there is anybody.
LIVE = "live"


class ByCookie:
    """Tells Schemathesis that a case carries the cookie that its call asks for."""

    def get(self, case: Case, _: Any) -> str:
        asked = case.operation.definition.raw["security"]
        return "second_lock_twofa_token" if {"twofa": []} in asked else "second_lock_session"

    def set(self, case: Case, data: str, _: Any) -> None:
        case.cookies = {**case.cookies, data: LIVE}


class ByToken:
    """Tells Schemathesis that a case carries an access token, or the monitor's."""

    def get(self, _case: Case, _: Any) -> str:
        return f"Bearer {LIVE}"

    def set(self, case: Case, data: str, _: Any) -> None:
        case.headers = case.headers.copy()
        case.headers["Authorization"] = data


class Visitors:
    """Whom the requests come from. A call may sign them out: they sign in again. Neither address
    nor password is one of the document's examples, which must not change them."""

    def __init__(self, app: Flask, clock: FrozenClock) -> None:
        self.app, self.clock = app, clock
        self.bob, self.eve = self._person("bob"), self._person("eve")
        self.eve.sign_in().enable()
        self.program = Program(self.bob)

    def _person(self, name: str) -> Person:
        person = Person(self.app, self.clock, f"{name}@fuzzed.example")
        person.password = "what nobody else would say"
        return person.register()

    def send(self, case: Case) -> None:
        """Make a call, with real credentials where it carries any, and check the answer."""
        if case.cookies.get("second_lock_session") == LIVE:
            case.cookies["second_lock_session"] = self._session()
        if case.cookies.get("second_lock_twofa_token") == LIVE:
            case.cookies["second_lock_twofa_token"] = self._marker()
        if case.headers.get("Authorization") == f"Bearer {LIVE}":
            is_monitor = case.path == "/metrics"
            token = METRICS_TOKEN if is_monitor else self._token()
            case.headers["Authorization"] = f"Bearer {token}"
        # Where Schemathesis repeats a call without its credential, and with a wrong one.
        case.operation.schema.app = self.app
        try:
            case.call_and_validate(app=self.app)
        except FailureGroup as failures:
            told = "\n".join(str(each) for each in failures.exceptions)
            raise AssertionError(told) from None

    def _session(self) -> str:
        if not self.bob.is_signed_in():
            self._forget_wrong_passwords()
            self.bob.sign_in()
        return self.bob.cookie("second_lock_session") or ""

    def _marker(self) -> str:
        self._forget_wrong_passwords()
        return self.eve.half().cookie("second_lock_twofa_token") or ""

    def _token(self) -> str:
        if not self.program.is_signed_in():
            self._forget_wrong_passwords()
            self.program.sign_in()
        return self.program.access

    def _forget_wrong_passwords(self) -> None:
        self.clock.move(seconds=901)


@pytest.fixture(scope="module")
def visitors(sqlite_backend: Backend, tmp_path_factory: pytest.TempPathFactory) -> Visitors:
    folder: Path = tmp_path_factory.mktemp("fuzzed")
    changes = {"request_limits": WIDE, "metrics_token": METRICS_TOKEN}
    clock = FrozenClock()
    return Visitors(create_app(settings_for(sqlite_backend, folder, **changes), clock), clock)


@schema.parametrize()
@settings(max_examples=part_of(25), deadline=None)
def test_no_call_crashes_or_answers_a_stranger_what_is_not_documented_r88(
    case: Case, visitors: Visitors
) -> None:
    visitors.send(case)


@schema.auth(ByCookie, refresh_interval=None)
@schema.parametrize()
@settings(max_examples=part_of(25), deadline=None)
def test_nor_somebody_who_is_signed_in_with_a_browser_r88(case: Case, visitors: Visitors) -> None:
    visitors.send(case)


@schema.auth(ByToken, refresh_interval=None)
@schema.parametrize()
@settings(max_examples=part_of(25), deadline=None)
def test_nor_a_program_that_is_signed_in_r88(case: Case, visitors: Visitors) -> None:
    visitors.send(case)


def _careless(status: int, body: dict[str, Any]) -> Flask:
    """An application that answers everybody alike."""
    app = Flask("careless")

    @app.route("/<path:_>", methods=["GET", "POST"])
    def answer(_: str) -> tuple[dict[str, Any], int]:
        return body, status

    return app


def test_a_call_that_asks_nobody_who_he_is_would_be_found() -> None:
    case = schema["/api/auth/events"]["GET"].Case()
    with pytest.raises(FailureGroup) as found:
        case.call_and_validate(app=_careless(200, {"events": [], "next": None}))
    assert [type(each) for each in found.value.exceptions] == [IgnoredAuth]


@given(case=schema["/api/auth/logout"]["POST"].as_strategy())
@settings(max_examples=1)
def test_a_call_that_refuses_what_is_well_formed_would_be_found(case: Case) -> None:
    refusal = {"code": "invalid_request", "message": "No.", "requestId": "x"}
    with pytest.raises(FailureGroup) as found:
        case.call_and_validate(app=_careless(400, refusal))
    assert RejectedPositiveData in {type(each) for each in found.value.exceptions}
