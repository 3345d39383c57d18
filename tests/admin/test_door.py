"""Promise: a call below `/api/admin` asks for the role in the row at this request, for a session
that passed a second factor, and for step-up where it writes, before it looks anything up (A01, A05,
A07)."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from tests.admin.conftest import MAKE_ADMIN
from tests.client import Answer
from tests.person import Person
from tests.program import Program
from tests.rows import events, execute
from tests.transfer.moving import flask
from tests.web.calls import calls_of

# What is read after step-up alone, as it leaves the building.
EXPORTS = {"/api/admin/events/export"}


def calls(app: Flask) -> Iterator[tuple[str, str]]:
    """Method and path of every call below `/api/admin`."""
    for call in calls_of(app):
        method, _, rule = call.partition(" ")
        if rule.startswith("/api/admin"):
            yield method, "/".join("nobody" if "<" in each else each for each in rule.split("/"))


def ask(person: Person, method: str, path: str) -> Answer:
    """Call with a body that no call would take: a refusal comes before it is read."""
    return person.call(method, path, None if method == "GET" else {"no such": "field"})


def test_the_walk_finds_the_calls(app: Flask) -> None:
    found = list(calls(app))
    assert ("GET", "/api/admin/groups") in found
    assert ("POST", "/api/admin/groups/nobody/members/nobody/remove") in found
    assert ("PATCH", "/api/admin/apps/nobody") in found
    rules = {str(each) for each in app.url_map.iter_rules() if str(each).startswith("/api/admin")}
    assert all(each.startswith("/api/admin/") for each in rules)


def test_a01_a_stranger_and_half_a_login_are_not_signed_in(app: Flask, enrolled: Person) -> None:
    for caller in (enrolled.other_browser(), enrolled.other_browser().half()):
        for method, path in calls(app):
            answer = ask(caller, method, path)
            assert (answer.status_code, answer.json["code"]) == (401, "not_signed_in"), path


def test_a01_everybody_else_is_forbidden(app: Flask, enrolled: Person, bob: Person) -> None:
    for caller in (enrolled, bob.sign_in()):
        for method, path in calls(app):
            answer = ask(caller, method, path)
            assert (answer.status_code, answer.json["code"]) == (403, "forbidden"), path


def test_a01_an_administrator_without_a_second_factor_sets_one_up(app: Flask, ann: Person) -> None:
    ann.sign_in()
    execute(app, MAKE_ADMIN, email=ann.email)
    for policy in ("admins", "optional"):
        assert flask(app, "policy", "set", policy).exit_code == 0
        for method, path in calls(app):
            answer = ask(ann, method, path)
            told = (answer.status_code, answer.json["code"])
            assert told == (403, "two_factor_setup_required"), path


def test_a01_a_session_of_a_trusted_browser_proves_the_factor_first(
    app: Flask, root: Person
) -> None:
    root.post("logout", {})
    root.half().post("2fa/verify-login", {"code": root.code(), "rememberDevice": True})
    root.clock.next_step()
    root.post("logout", {})
    assert "requires2FA" not in root.log_in().json
    for method, path in calls(app):
        answer = ask(root, method, path)
        assert (answer.status_code, answer.json["code"]) == (403, "reauth_required"), path
        assert answer.json["methods"] == ["totp", "backup_code"]
    assert root.reauth(code=root.code()).status_code == 200
    assert root.get("/api/admin/groups").status_code == 200


def test_a01_a_write_needs_a_step_up_of_the_last_five_minutes(app: Flask, root: Person) -> None:
    root.clock.move(seconds=301)
    for method, path in calls(app):
        answer = ask(root, method, path)
        if method == "GET" and path not in EXPORTS:
            assert answer.status_code in {200, 404}, path
        else:
            assert (answer.status_code, answer.json["code"]) == (403, "reauth_required"), path
    assert root.reauth(code=root.code()).status_code == 200
    for method, path in calls(app):
        told = ask(root, method, path).json.get("code")
        assert told in {None, "invalid_request", "not_found"}, path


def test_a07_a_role_that_is_taken_is_gone_at_the_next_request(app: Flask, root: Person) -> None:
    program = Program(root).sign_in()
    headers = {"Authorization": f"Bearer {program.access}"}
    twin = root.other_browser()
    assert twin.get("/api/admin/groups", headers=headers).status_code == 200
    execute(app, "UPDATE users SET role = 'user'")
    for caller, more in ((root, {}), (twin, {"headers": headers})):
        for method, path in calls(app):
            answer = caller.call(method, path, None if method == "GET" else {}, **more)
            assert (answer.status_code, answer.json["code"]) == (403, "forbidden"), path


def test_a07_no_call_takes_a_field_that_it_does_not_name(app: Flask, root: Person) -> None:
    before = len(events(app))
    for method, path in calls(app):
        if method != "GET":
            answer = root.call(method, path, {"role": "admin", "id": "x", "members": []})
            assert (answer.status_code, answer.json["code"]) == (400, "invalid_request"), path
            # These two alone name a role.
            names_role = path in {"/api/admin/invitations", "/api/admin/users/nobody/role"}
            named = {"role"} if names_role else set()
            assert {"role", "id", "members"} - named <= set(answer.json["fields"]), path
    assert len(events(app)) == before


NO_REASONS = ("", "no", "x" * 301, "   ", "a\nb c", "ab\u202ecd", 123, None)


@pytest.mark.parametrize("sent", [{}, *({"reason": each} for each in NO_REASONS)])
def test_a05_an_act_on_a_person_needs_a_reason(
    app: Flask, root: Person, sent: dict[str, Any]
) -> None:
    found = [each for each in calls(app) if "/members/" in each[1] or "/users/nobody" in each[1]]
    acts = [each for each in found if each[0] != "GET"]
    assert len(acts) == 2 + 10
    more = {"version": 1, "role": "admin", "groups": []}
    for method, path in acts:
        named = {each: more[each] for each in more if path.endswith(f"/{each}")}
        seen = {"version": 1} if "/users/nobody" in path else {}
        answer = root.call(method, path, {**named, **seen, **sent})
        assert (answer.status_code, list(answer.json["fields"])) == (400, ["reason"]), path
