"""Promise: an app token ends by its own date and with its owner's sign-ins, and a lost group is
refused at the next request (T03). The lines of the contract's table are in
tests/flows/test_what_ends_what.py."""

import json
from datetime import timedelta

import flask_migrate
import pytest
from flask import Flask

from app.accounts import by_operator
from app.accounts.factor_reset import reset_second_factor
from app.app_tokens.models import AppToken
from app.config.operators import operator_act
from app.maintenance.fence import fence
from tests.app_tokens.making import (
    CADDY,
    NGINX,
    ask_for_token,
    bearer,
    change,
    knock,
    make,
    opens,
    put,
)
from tests.groups.test_membership import put_into
from tests.person import Person, mails, text_of
from tests.policies import set_level
from tests.recovery.story import recovered
from tests.rows import events, execute, id_of_address, rows

DIALECTS = pytest.mark.parametrize("dialect", [CADDY, NGINX])


@DIALECTS
def test_t03_it_ends_by_its_own_date(ann: Person, dialect: str) -> None:
    put(ann)
    token = make(ann.sign_in(), expiresIn=3600)
    ann.clock.move(seconds=3599)
    assert opens(ann.app, token, dialect=dialect)
    ann.clock.move(seconds=1)
    assert not opens(ann.app, token, dialect=dialect)
    ann.reauth(password=ann.password)
    assert ann.get("app-tokens").json == {"appTokens": []}


@DIALECTS
def test_t03_it_refuses_a_token_after_its_owner_is_disabled(ann: Person, dialect: str) -> None:
    put(ann)
    token, user_id = make(ann.sign_in()), id_of_address(ann.app, ann.email)
    with ann.app.app_context():
        by_operator.disable(user_id, act=operator_act(ann.clock.now()))
    assert not opens(ann.app, token, dialect=dialect)
    with ann.app.app_context():
        by_operator.enable(user_id, act=operator_act(ann.clock.now()))
    assert not opens(ann.app, token, dialect=dialect)
    assert rows(ann.app, AppToken) == []


@pytest.mark.parametrize(
    "change_of_row",
    ["disabled_at = created_at", "token_version = token_version + 1"],
)
def test_t03_the_check_itself_refuses_it_though_its_row_is_there(
    ann: Person, change_of_row: str
) -> None:
    put(ann)
    token = make(ann.sign_in())
    execute(ann.app, f"UPDATE users SET {change_of_row}")
    assert len(rows(ann.app, AppToken)) == 1
    assert not opens(ann.app, token)


@DIALECTS
def test_t03_a_lost_group_is_refused_at_the_next_request(ann: Person, dialect: str) -> None:
    put(ann, groups=["editors", "writers"])
    put_into(ann, "editors")
    token = make(ann.sign_in())
    assert opens(ann.app, token, dialect=dialect)
    assert not opens(ann.app, token, dialect=dialect, query="?group=writers")
    put_into(ann)
    answer = knock(ann.app, bearer(token), dialect=dialect)
    assert (answer.status_code, answer.json["code"]) == (403, "group_required")
    put_into(ann, "writers")
    assert opens(ann.app, token, dialect=dialect)


def test_t03_another_rule_holds_at_the_next_request(ann: Person) -> None:
    listed = put(ann)
    token = make(ann.sign_in())
    moved = change(ann, listed, origin="http://localhost:9002")
    assert not opens(ann.app, token)
    assert not opens(ann.app, token, origin="http://localhost:9002")
    change(ann, moved, origin=listed.app.origin)
    assert opens(ann.app, token)


def test_a06_a_reset_by_an_operator_ends_it(enrolled: Person) -> None:
    put(enrolled)
    token = make(enrolled)
    with enrolled.app.app_context():
        act, user_id = (
            operator_act(enrolled.clock.now()),
            id_of_address(enrolled.app, enrolled.email),
        )
        reset_second_factor(user_id, ends_password=True, act=act)
    assert not opens(enrolled.app, token)


def test_v08_a_finished_recovery_ends_it(enrolled: Person) -> None:
    put(enrolled)
    token = make(enrolled)
    there = recovered(enrolled)
    assert not opens(enrolled.app, token)
    assert ask_for_token(there).json["code"] == "two_factor_setup_required"


@DIALECTS
def test_g03_a_policy_closes_it_from_its_date_on(ann: Person, dialect: str) -> None:
    put(ann)
    token = make(ann.sign_in())
    set_level(ann.app, "two_factor", grace=7)
    ann.clock.move(seconds=7 * 86_400 - 1)
    assert opens(ann.app, token, dialect=dialect)
    ann.clock.move(seconds=1)
    assert not opens(ann.app, token, dialect=dialect)
    assert ask_for_token(ann.sign_in()).json["code"] == "two_factor_setup_required"
    set_level(ann.app, "optional")
    assert opens(ann.app, token, dialect=dialect)


def test_a_restored_backup_brings_none_back(ann: Person) -> None:
    put(ann)
    token = make(ann.sign_in())
    with ann.app.app_context():
        assert fence(ann.clock.now()).app_tokens == 1
    assert not opens(ann.app, token)
    assert rows(ann.app, AppToken) == []


def test_it_goes_with_its_table_on_the_way_down_and_the_account_stays(ann: Person) -> None:
    put(ann)
    token = make(ann.sign_in())
    with ann.app.app_context():
        flask_migrate.downgrade(revision="0023")
        flask_migrate.upgrade()
    assert rows(ann.app, AppToken) == []
    assert not opens(ann.app, token)
    assert ann.is_signed_in()


def test_the_use_is_written_once_a_minute(ann: Person) -> None:
    put(ann)
    token = make(ann.sign_in())
    for seconds, noted in ((0, 0), (59, 0), (1, 60), (59, 60), (1, 120)):
        ann.clock.move(seconds=seconds)
        assert opens(ann.app, token)
        [row] = rows(ann.app, AppToken)
        assert row.last_used_at == row.created_at + timedelta(seconds=noted), seconds


class TestCommands:
    """Operators list the tokens of an account and revoke one."""

    def run(self, app: Flask, *arguments: str) -> tuple[int, str, str]:
        result = app.test_cli_runner().invoke(args=["app-tokens", *arguments])
        return result.exit_code, result.stdout, result.stderr

    def test_t03_an_operator_lists_and_revokes_it_and_the_owner_hears_of_it(
        self, ann: Person
    ) -> None:
        put(ann)
        token = make(ann.sign_in())
        assert opens(ann.app, token)
        _, told, _ = self.run(ann.app, "list", ann.email, "--json")
        [listed] = json.loads(told)
        assert (listed["name"], listed["lastUsedAt"]) == ("Backup", ann.clock.now().isoformat())
        assert token not in told
        ann.clock.move(seconds=1)
        assert self.run(ann.app, "revoke", ann.email, listed["id"][:5], "--yes")[0] == 0
        assert not opens(ann.app, token)
        assert self.run(ann.app, "list", ann.email)[1] == "None.\n"
        assert "revoked your app token “Backup”" in text_of(mails(ann.app, ann.clock.now())[-1])
        assert events(ann.app, "app_token.revoked")[0].detail["token"] == listed["id"]

    def test_what_is_not_there_is_one_line(self, ann: Person) -> None:
        put(ann)
        make(ann.sign_in())
        make(ann)
        execute(
            ann.app, "UPDATE app_tokens SET id = 'a1' WHERE id = (SELECT max(id) FROM app_tokens)"
        )
        execute(ann.app, "UPDATE app_tokens SET id = 'a2' WHERE id <> 'a1'")
        for asked, word in (
            ("nosuch", "There is no app token nosuch"),
            ("a", "2 app tokens fit a"),
        ):
            status, told, error = self.run(ann.app, "revoke", ann.email, asked, "--yes")
            assert (status, told, error.count("\n")) == (1, "", 1)
            assert word in error
