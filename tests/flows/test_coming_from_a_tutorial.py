"""Promise: whoever comes from a tutorial finds each of its calls here, as docs/clients.md says."""

import re
from collections import defaultdict
from typing import Any

import pytest

from tests.client import Answer
from tests.conftest import Backend
from tests.live import ROOT
from tests.person import Person, link_token, mails
from tests.program import Program

_HERE = re.compile(r"`((?:GET|POST) /api/[^ `]+(?: \{[^`]*\})?)`(?:: `\{([^`]*)\}`)?")
_ROW = re.compile(r"^\|[^|]*\|[^|]*\|([^|]*)\|$", re.MULTILINE)


@pytest.fixture
def backend(sqlite_backend: Backend) -> Backend:
    """One database: each call is tried on both elsewhere."""
    return sqlite_backend


class Tried:
    """The calls that a test made, as the page writes them, and the fields of their answers."""

    def __init__(self) -> None:
        self.calls: dict[str, set[str]] = defaultdict(set)

    def __call__(self, client: Person | Program, call: str, **body: Any) -> Answer:
        method, path = call.split()
        sent = body if method == "POST" else None
        answer = client.call(method, path, sent)
        assert answer.status_code in {200, 201}, (call, answer.data)
        fields = f" {{{', '.join(body)}}}" if _takes_a_body(call) else ""
        told = set(answer.json) if answer.is_json else set()
        self.calls[f"{method} /api/auth/{path}{fields}"] |= told
        return answer


def _takes_a_body(call: str) -> bool:
    return call.startswith("POST") and not call.endswith("logout")


def _told() -> list[tuple[str, set[str]]]:
    """Each call of the page's column "here", with the fields that it names."""
    text = (ROOT / "docs" / "clients.md").read_text("utf-8")
    table = text.partition("## Coming from a tutorial")[2].partition("| hole |")[0]
    found = [each for here in _ROW.findall(table) for each in _HERE.findall(here)]
    return [(call, set(re.findall(r"\w+", fields))) for call, fields in found]


def _next_code(person: Person) -> str:
    person.clock.next_step()
    return person.code()


def _browser(tried: Tried, ann: Person) -> None:
    """The cookies of Express with Angular."""
    proof = {"email": ann.email, "password": ann.password}
    tried(ann, "POST login", **proof)
    ann.secret = tried(ann, "POST 2fa/setup").json["secret"]
    tried(ann, "POST 2fa/enable", secret=ann.secret, token=ann.code())
    tried(ann, "GET 2fa/status")
    tried(ann, "POST logout")
    assert tried(ann, "POST login", **proof).json["requires2FA"]
    tried(ann, "POST 2fa/verify-login", code=_next_code(ann))
    tried(ann, "POST 2fa/disable")


def _program(tried: Tried, ann: Person) -> None:
    """The bearer of the three others."""
    program, proof = Program(ann), {"email": ann.email, "password": ann.password}
    program.access = tried(program, "POST token", **proof).json["accessToken"]
    pending = tried(program, "POST 2fa/setup").json
    assert pending["qrCode"].startswith("data:image/svg+xml")
    assert tried(program, "GET 2fa/setup/qr.png").mimetype == "image/png"
    ann.secret = pending["secret"]
    enabled = tried(program, "POST 2fa/enable", token=_next_code(ann)).json
    assert len(enabled["backupCodes"]) == 10
    program.access = ""
    for code in (enabled["backupCodes"][0], _next_code(ann)):
        marker = tried(program, "POST token", **proof).json["twofaToken"]
        opened = tried(program, "POST token/verify", twofaToken=marker, code=code).json
    renewed = tried(program, "POST token/refresh", refreshToken=opened["refreshToken"]).json
    program.access = renewed["accessToken"]
    tried(program, "GET sessions")
    off = tried(program, "POST 2fa/disable", token=_next_code(ann)).json
    program.access = off["accessToken"]
    tried(program, "POST logout")


def test_each_call_of_the_table_works_and_answers_as_it_says(person: Person) -> None:
    tried = Tried()
    tried(person, "POST register", email=person.email, password=person.password)
    token = link_token(mails(person.app, person.clock.now())[-1])
    assert person.post("verify-email", {"token": token}).status_code == 200
    _browser(tried, person)
    _program(tried, person)
    told = _told()
    assert len(told) > 20
    assert [call for call, _ in told if call not in tried.calls] == []
    assert [(call, fields) for call, fields in told if not fields <= tried.calls[call]] == []


def test_each_refusal_that_the_table_names_is_the_one_that_comes(enrolled: Person) -> None:
    half = enrolled.other_browser()
    late = half.post("2fa/verify-login", {"code": enrolled.code()})
    assert (late.status_code, late.json["code"]) == (401, "twofa_session_expired")
    wrong = half.half().post("2fa/verify-login", {"code": enrolled.wrong_code()})
    assert (wrong.status_code, wrong.json["code"]) == (400, "invalid_code")


def test_what_turns_the_second_factor_off_is_a_code_or_a_proof_by_it(enrolled: Person) -> None:
    enrolled.clock.move(seconds=301)
    stale = enrolled.post("2fa/disable", {})
    assert (stale.status_code, stale.json["code"]) == (403, "reauth_required")
    assert enrolled.post("2fa/disable", {"code": enrolled.code()}).status_code == 200
