"""Promise: a factor, a new password, a new address and an operator's act end a recovery, and each
notice says why (V04)."""

from collections.abc import Callable

import pytest
from flask import Flask

from app.accounts import by_operator, help_desk
from app.accounts.factor_reset import reset_second_factor
from app.audit.events import Event
from app.config.operators import operator_act
from app.db import write_tx
from app.extensions import now
from app.groups.members import set_groups
from app.recovery.endings import ENDING
from app.twofactor.service import ask_to_enrol
from app.users.models import User
from app.users.service import lock_user
from tests.accounts.links import ask_change, change, confirm, newest_token, reset, reset_token
from tests.factors.keys import add_key, second_step, sign_in, step_up
from tests.passkeys.authenticator import Authenticator
from tests.person import Person
from tests.program import Program
from tests.recovery.story import (
    begun,
    finish,
    is_refused,
    ready,
    recoveries,
    sent_to,
    states_of,
    subjects,
    words,
)
from tests.rows import events, rows

ENDED = "The recovery has ended"
BECAUSE = {
    "factor": "a second factor of the account was used",
    "password": "the password of the account was set anew",
    "address": "the account moved to another address",
    "operator": "whoever runs the service acted on the account",
}


def by_code(ann: Person) -> None:
    assert ann.other_browser().half().verify().status_code == 200


def by_backup_code(ann: Person) -> None:
    assert ann.other_browser().half().verify(ann.backup_codes[0]).status_code == 200


def by_program(ann: Person) -> None:
    Program(ann).sign_in()


def by_step_up(ann: Person) -> None:
    assert ann.reauth(code=ann.code()).status_code == 200


def by_new_backup_codes(ann: Person) -> None:
    assert ann.post("2fa/backup-codes", {"code": ann.code()}).status_code == 200


def by_turning_off(ann: Person) -> None:
    assert ann.post("2fa/disable", {"code": ann.code()}).status_code == 200


def by_another_app(ann: Person) -> None:
    ann.secret = ann.set_up(name="Tablet")
    assert ann.post("2fa/enable", {"token": ann.code()}).status_code == 200


def by_further_passkey(ann: Person) -> None:
    add_key(ann)


def by_new_password(ann: Person) -> None:
    assert change(ann).status_code == 200


def by_reset(ann: Person) -> None:
    assert reset(ann, reset_token(ann)).status_code == 200


def by_move(ann: Person) -> None:
    assert ask_change(ann, "new@example.com").status_code == 202
    assert confirm(ann, newest_token(ann, "Confirm your new address")).status_code == 200


def let_act(ann: Person, act: Callable[[str], object]) -> None:
    """Let an operator act on the only account."""
    user_id = rows(ann.app, User)[0].id
    with ann.app.app_context():
        act(user_id)


OWN: dict[Callable[[Person], None], str] = {
    by_code: "factor",
    by_backup_code: "factor",
    by_program: "factor",
    by_step_up: "factor",
    by_new_backup_codes: "factor",
    by_turning_off: "factor",
    by_another_app: "factor",
    by_further_passkey: "factor",
    by_new_password: "password",
    by_reset: "password",
    by_move: "address",
}
OF_OPERATORS: dict[str, Callable[[str], object]] = {
    "disable": lambda who: by_operator.disable(who, act=operator_act(now())),
    "sign out": lambda who: help_desk.sign_out(who, act=operator_act(now())),
    "reset": lambda who: reset_second_factor(who, ends_password=False, act=operator_act(now())),
    "reset all": lambda who: reset_second_factor(who, ends_password=True, act=operator_act(now())),
    "ask to enrol": lambda who: ask_to_enrol(who, act=operator_act(now())),
    "role": lambda who: by_operator.set_role(who, "admin", act=operator_act(now())),
}


def assert_ended(ann: Person, reason: str, mail: str = "") -> None:
    assert states_of(ann.app) == [("ended", reason)]
    assert rows(ann.app, User)[0].recovery_ready_at is None
    assert [each.detail["reason"] for each in events(ann.app, "recovery.ended")] == [reason]
    told = [each for each in sent_to(ann, mail or ann.email) if each["Subject"] == ENDED]
    assert len(told) == 1
    assert BECAUSE[reason] in words(told[0])


@pytest.mark.parametrize("what", OWN, ids=lambda each: each.__name__)
def test_v04_what_its_owner_does_ends_it(enrolled: Person, what: Callable[[Person], None]) -> None:
    begun(enrolled)
    former = enrolled.email
    what(enrolled)
    assert_ended(enrolled, OWN[what], "new@example.com" if what is by_move else "")
    if what is by_move:
        assert ENDED in subjects(enrolled, former)


@pytest.mark.parametrize("what", OF_OPERATORS)
def test_v04_what_an_operator_does_ends_it(enrolled: Person, what: str) -> None:
    begun(enrolled)
    let_act(enrolled, OF_OPERATORS[what])
    assert_ended(enrolled, "operator")


def test_v04_an_address_that_an_operator_sets_ends_it(enrolled: Person) -> None:
    begun(enrolled)
    with enrolled.app.app_context():
        user_id, act = rows(enrolled.app, User)[0].id, operator_act(now())
        help_desk.set_address(user_id, "new@example.com", verified=True, act=act)
    assert states_of(enrolled.app) == [("ended", "operator")]


@pytest.mark.parametrize("how", [sign_in, second_step, step_up], ids=lambda each: each.__name__)
def test_v04_a_passkey_ends_it(
    enrolled: Person, how: Callable[[Person, Authenticator], object]
) -> None:
    device = add_key(enrolled)
    begun(enrolled)
    there = enrolled.other_browser()
    if how is second_step:
        there.half()
    how(enrolled if how is step_up else there, device)
    assert_ended(enrolled, "factor")


@pytest.mark.parametrize("what", [by_code, by_reset, by_step_up], ids=lambda each: each.__name__)
def test_v04_it_ends_also_where_the_link_is_out(
    enrolled: Person, what: Callable[[Person], None]
) -> None:
    token = ready(enrolled)
    what(enrolled.sign_in() if what is by_step_up and not enrolled.is_signed_in() else enrolled)
    assert states_of(enrolled.app)[0][0] == "ended"
    assert is_refused(finish(enrolled.other_browser(), token), 400, "invalid_token")


def test_what_proves_no_factor_and_changes_no_proof_leaves_it(enrolled: Person) -> None:
    trusted = enrolled.other_browser().half()
    trusted.post("2fa/verify-login", {"code": trusted.code(), "rememberDevice": True})
    enrolled.clock.next_step()
    begun(enrolled)
    half = enrolled.other_browser().half()
    half.verify(half.wrong_code())
    half.post("logout")
    assert trusted.log_in().json.get("user")
    trusted.post("password/forgot", {"email": enrolled.email})
    trusted.call("PATCH", "me", {"name": "Ann"})
    trusted.call("DELETE", "sessions")
    assert trusted.post("logout-all").status_code == 200
    assert states_of(enrolled.app) == [("waiting", "")]


def test_an_operator_who_unlocks_renames_or_groups_leaves_it(enrolled: Person) -> None:
    begun(enrolled)
    user_id = rows(enrolled.app, User)[0].id
    with enrolled.app.app_context():
        by_operator.unlock(user_id, act=operator_act(now()))
        help_desk.set_name(user_id, "Ann", act=operator_act(now()))
        help_desk.set_locale(user_id, "de", act=operator_act(now()))
        with write_tx() as tx:
            user = lock_user(tx, user_id)
            assert user is not None
            set_groups(tx, user, ("editors",), act=operator_act(now()))
    assert states_of(enrolled.app) == [("waiting", "")]


# A new kind of event belongs here or into ENDING: somebody has to decide.
LEAVES = {
    *("audit.chain_started", "audit.pruned", "account.registered", "account.registered_again"),
    *("account.registration_declined", "account.registration_dropped"),
    *("account.registration_refused", "account.email_verified", "account.verification_sent"),
    *("account.reset_asked", "account.password_refused", "account.email_change_asked"),
    *("account.email_change_cancelled", "account.closed", "account.exported", "account.renamed"),
    *("account.locale_changed", "account.enabled", "account.deleted", "account.unlocked"),
    *("invitation.made", "invitation.revoked", "invitation.taken", "login.failed"),
    *("login.second_factor_asked", "logout", "session.ended", "session.refresh_reused"),
    *("reauth.failed", "device.trusted", "device.forgotten", "2fa.setup_started"),
    *("2fa.code_refused", "2fa.locked", "2fa.secret_unreadable", "authenticator.renamed"),
    *("passkey.renamed", "passkey.refused", "passkey.counter", "policy.changed"),
    *("policy.extended", "group.created", "group.changed", "group.deleted", "group.joined"),
    *("group.left", "app.added", "app.changed", "app.removed", "app_token.made"),
    *("app_token.revoked", "client.added", "client.rotated", "client.revoked"),
    *("keys.rotated", "instance.restored"),
}


def test_v04_of_every_event_it_is_decided_whether_it_ends_a_recovery() -> None:
    own = {each.value for each in Event if each.value.startswith("recovery.")}
    assert {each.value for each in Event} == {each.value for each in ENDING} | LEAVES | own
    assert not {each.value for each in ENDING} & (LEAVES | own)


def test_an_account_that_goes_takes_its_recovery_along(enrolled: Person) -> None:
    begun(enrolled)
    assert enrolled.call("DELETE", "me", {"password": enrolled.password}).status_code == 200
    assert recoveries(enrolled.app) == []


def test_nothing_is_told_of_an_ending_where_none_is_open(app: Flask, enrolled: Person) -> None:
    by_new_password(enrolled)
    assert events(app, "recovery.ended") == []
