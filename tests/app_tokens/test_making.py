"""Promise: an app token is made after step-up, shown once, kept as a hash, and scanners of source
code find it (T01)."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from app.app_tokens.models import AppToken
from app.core.opaque_tokens import digest
from app.core.scannable_secrets import APP_TOKEN, is_whole
from app.forward_auth.token_issuing import MOST_TOKENS
from tests.app_tokens.making import (
    BOARD,
    FILES,
    YEAR,
    ask_for_token,
    basic,
    bearer,
    change,
    knock,
    make,
    opens,
    put,
)
from tests.groups.test_membership import put_into
from tests.person import Person, mails, text_of
from tests.rows import dump, execute, rows


def test_t01_it_is_made_after_a_step_up_alone(ann: Person) -> None:
    put(ann)
    ann.sign_in()
    ann.clock.move(seconds=301)
    refused = ask_for_token(ann)
    assert (refused.status_code, refused.json["code"]) == (403, "reauth_required")
    assert rows(ann.app, AppToken) == []
    for method, path in (("GET", "app-tokens"), ("DELETE", "app-tokens/x")):
        assert ann.call(method, path).json["code"] == "reauth_required"
    assert ann.reauth(password=ann.password).status_code == 200
    assert ask_for_token(ann).status_code == 201


def test_t01_who_has_a_second_factor_steps_up_by_it(enrolled: Person) -> None:
    put(enrolled)
    trusted = enrolled.other_browser().half()
    trusted.post("2fa/verify-login", {"code": trusted.code(), "rememberDevice": True})
    trusted.clock.next_step()
    trusted.post("logout", {})
    assert "user" in trusted.log_in().json
    assert ask_for_token(trusted).json["methods"] == ["totp", "backup_code"]


def test_t01_it_is_shown_once_and_kept_as_a_hash(ann: Person) -> None:
    put(ann)
    made = ask_for_token(ann.sign_in()).json
    token, until = made.pop("token"), ann.clock.now() + timedelta(seconds=YEAR)
    assert made == {
        "id": made["id"],
        "name": "Backup",
        "origin": FILES,
        "createdAt": ann.clock.now().isoformat(),
        "expiresAt": until.isoformat(),
        "lastUsedAt": None,
    }
    assert ann.get("app-tokens").json == {"appTokens": [made]}
    [row] = rows(ann.app, AppToken)
    assert row.token_hash == digest(token)
    assert token not in dump(ann.app)
    assert all(token not in text_of(mail) for mail in mails(ann.app, ann.clock.now()))


def test_t01_a_scanner_knows_it_by_its_prefix_and_its_checksum(ann: Person) -> None:
    put(ann)
    token = make(ann.sign_in())
    assert re.fullmatch(r"sl_[0-9A-Za-z]{49}", token)
    assert is_whole(token, APP_TOKEN)
    for at in range(len(APP_TOKEN), len(token)):
        other = "0" if token[at] != "0" else "1"
        assert not is_whole(f"{token[:at]}{other}{token[at + 1 :]}", APP_TOKEN)


def test_t01_making_is_mailed(ann: Person) -> None:
    put(ann)
    make(ann.sign_in())
    mail = mails(ann.app, ann.clock.now())[-1]
    assert (mail["To"], mail["Subject"]) == (ann.email, "An app token was made")
    assert "Backup" in text_of(mail)
    assert FILES in text_of(mail)


def test_t01_nobody_lists_or_revokes_a_token_of_somebody_else(ann: Person, bob: Person) -> None:
    put(ann)
    token = make(ann.sign_in())
    [row] = rows(ann.app, AppToken)
    assert bob.sign_in().get("app-tokens").json == {"appTokens": []}
    assert bob.call("DELETE", f"app-tokens/{row.id}").status_code == 404
    assert opens(ann.app, token)
    assert ann.call("DELETE", f"app-tokens/{row.id}").status_code == 200
    assert not opens(ann.app, token)
    assert ann.call("DELETE", f"app-tokens/{row.id}").status_code == 404


def test_t01_one_answer_refuses_every_app_that_takes_none_of_theirs(ann: Person) -> None:
    listed = put(ann, groups=["editors"])
    ann.sign_in()
    strange = ask_for_token(ann, "http://localhost:9999").json
    assert strange["fields"] == {"origin": ["No app there takes a token of yours."]}
    for origin in (FILES, "nonsense", "http://localhost:9999/x", "http://localhost:8000"):
        assert ask_for_token(ann, origin).json["fields"] == strange["fields"], origin
    put_into(ann, "editors")
    for values in (
        {"tokens": "none"},
        {"tokens": "first_factor", "factor": 2},
        {"tokens": "both_factors", "factor": 2},
        {"tokens": "both_factors", "factor": 1, "fresh": 900},
    ):
        listed = change(ann, listed, **values)
        assert ask_for_token(ann).json["fields"] == strange["fields"], values
    change(ann, listed, fresh=None)
    assert ask_for_token(ann, "HTTP://LOCALHOST:9000/").json["origin"] == FILES


@pytest.mark.parametrize(
    ("field", "values"),
    {
        "name": ["", " ", "a\nb", "x" * 61, None, 5],
        "origin": ["", "x" * 271, None],
        "expiresIn": [59, YEAR + 1, 0, -1, "60", 60.5, True, None],
    }.items(),
)
def test_wrong_values_are_refused_by_name(ann: Person, field: str, values: list[object]) -> None:
    put(ann)
    ann.sign_in()
    for value in values:
        given: dict[str, Any] = {field: value}
        answer = ask_for_token(ann, **given)
        assert (answer.status_code, list(answer.json["fields"])) == (400, [field]), value


def test_so_many_and_no_more(ann: Person) -> None:
    put(ann)
    make(ann.sign_in())
    [row] = rows(ann.app, AppToken)
    columns = "user_id, token_version, name, origin, created_at, expires_at"
    for number in range(MOST_TOKENS - 1):
        execute(
            ann.app,
            f"INSERT INTO app_tokens (id, token_hash, {columns})"
            f" SELECT '{number}', '{number}', {columns} FROM app_tokens WHERE id = '{row.id}'",
        )
    assert ask_for_token(ann).json["code"] == "conflict"
    assert ann.call("DELETE", f"app-tokens/{row.id}").status_code == 200
    assert ask_for_token(ann).status_code == 201


def test_v08_a_recovered_account_makes_none_within_a_day(ann: Person) -> None:
    put(ann)
    token = make(ann.sign_in())
    execute(ann.app, "UPDATE users SET probation_until = '2099-01-01 00:00:00.000000'")
    assert ask_for_token(ann).json["code"] == "recovery_probation"
    assert opens(ann.app, token)


def test_a_bearer_token_of_the_account_makes_one_too(app: Flask, ann: Person) -> None:
    put(ann)
    body = {"email": ann.email, "password": ann.password}
    access = ann.post("token", body).json["accessToken"]
    made = ann.other_browser().post(
        "app-tokens",
        {"name": "Backup", "origin": FILES, "expiresIn": 60},
        headers={"Authorization": f"Bearer {access}"},
    )
    assert opens(app, made.json["token"])


def test_the_two_ways_of_sending_it_open_the_same(ann: Person) -> None:
    put(ann)
    put(ann, BOARD)
    token = make(ann.sign_in())
    for header in (
        bearer(token),
        f"bearer  {token} ",
        basic(token),
        basic(token, ""),
        basic(token, "zoë"),
        basic(token).replace("Basic", "bAsIc"),
    ):
        answer = knock(ann.app, header)
        assert answer.status_code == 200, header
        assert answer.headers["Remote-Email"] == ann.email
        assert answer.headers["Second-Lock-Token"] == "1"
        assert knock(ann.app, header, origin=BOARD).status_code == 401
