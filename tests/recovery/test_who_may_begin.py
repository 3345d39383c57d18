"""Promise: a recovery begins only from a password that was right together with a factor (V01)."""

import pytest
from flask import Flask

from app.accounts.factor_reset import reset_second_factor
from app.config.operators import operator_act
from app.core.totp import Totp
from app.extensions import now
from app.twofactor.enrolment import enroll_by_operator
from app.users.models import User
from tests import oath
from tests.accounts.links import NEW, ask_change, change, confirm, newest_token, reset, reset_token
from tests.accounts.links import undo as undo_move
from tests.admin.conftest import MAKE_ADMIN
from tests.auth.test_password_rehash import restarted
from tests.factors.keys import add_key, second_step, sign_in
from tests.person import Person
from tests.program import Program
from tests.recovery.nodes import node
from tests.recovery.story import begin, is_refused, recoveries
from tests.rows import execute, rows

SUPPORT = "help@example.org"


def may_begin(person: Person) -> bool:
    """What the half-finished login tells, and what beginning answers: the two must agree."""
    half = person.other_browser().half()
    told = half.get("2fa/pending").json["recovery"]
    answer = half.post("recovery", {})
    if told:
        assert answer.status_code == 202, answer.json
    else:
        assert is_refused(answer, 403, "recovery_unavailable"), answer.json
    return bool(told)


def with_new_password(person: Person) -> Person:
    """Somebody whose password was set by whoever reads the mail."""
    assert reset(person, reset_token(person)).status_code == 200
    person.password = NEW
    return person


def test_v01_the_session_that_turned_the_first_factor_on_vouches(enrolled: Person) -> None:
    assert may_begin(enrolled)


def test_v01_a_passkey_as_first_factor_vouches_too(ann: Person) -> None:
    add_key(ann.sign_in())
    assert may_begin(ann)


def test_v01_forgot_reset_and_recovery_by_one_mailbox_lead_nowhere(enrolled: Person) -> None:
    assert not may_begin(with_new_password(enrolled))
    assert recoveries(enrolled.app) == []


@pytest.mark.parametrize("code", ["app", "backup"])
def test_v01_a_login_that_a_factor_finished_vouches_for_the_new_password(
    enrolled: Person, code: str
) -> None:
    with_new_password(enrolled)
    half = enrolled.other_browser().half()
    assert half.verify(enrolled.backup_codes[0] if code == "backup" else None).status_code == 200
    assert may_begin(enrolled)


def test_v01_so_does_a_passkey_after_the_password_and_no_passkey_alone(ann: Person) -> None:
    device = add_key(ann.sign_in())
    with_new_password(ann)
    assert second_step(ann.other_browser().half(), device).status_code == 200
    assert rows(ann.app, User)[0].password_vouched_at == ann.clock.now()
    with_new_password(ann)
    execute(ann.app, "UPDATE passkeys SET needs_password = false")
    assert sign_in(ann.other_browser(), device).status_code == 200
    assert not may_begin(ann)


def test_v01_so_does_the_login_of_a_program(enrolled: Person) -> None:
    with_new_password(enrolled)
    assert not may_begin(enrolled)
    Program(enrolled).sign_in()
    assert may_begin(enrolled)


def test_v01_a_step_up_shows_no_password_and_vouches_for_nothing(enrolled: Person) -> None:
    enrolled.reauth(code=enrolled.code())
    assert change(enrolled).status_code == 200
    enrolled.password = NEW
    enrolled.clock.next_step()
    assert enrolled.reauth(code=enrolled.code()).status_code == 200
    enrolled.clock.next_step()
    assert not may_begin(enrolled)


def test_v01_neither_does_a_further_factor_or_a_swap(enrolled: Person) -> None:
    enrolled.reauth(code=enrolled.code())
    assert change(enrolled).status_code == 200
    enrolled.password = NEW
    enrolled.clock.next_step()
    enrolled.reauth(code=enrolled.code())
    add_key(enrolled)
    enrolled.clock.next_step()
    enrolled.secret = enrolled.set_up(replace=True)
    assert enrolled.post("2fa/enable", {"token": enrolled.code()}).status_code == 200
    enrolled.clock.next_step()
    assert not may_begin(enrolled)


def test_v01_a_login_that_a_trusted_browser_let_through_vouches_for_nothing(
    enrolled: Person,
) -> None:
    there = enrolled.other_browser().half()
    there.post("2fa/verify-login", {"code": there.code(), "rememberDevice": True})
    execute(enrolled.app, "UPDATE users SET password_vouched_at = NULL")
    assert there.log_in().json.get("user"), "the browser was not trusted"
    assert not may_begin(enrolled)


def test_v01_an_authenticator_from_an_operator_vouches_for_nothing(ann: Person) -> None:
    ann.secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    digits = oath.code(ann.secret, ann.clock.now())
    with ann.app.app_context():
        user_id = rows(ann.app, User)[0].id
        enroll_by_operator(user_id, Totp(ann.secret), digits, act=operator_act(now()))
    assert not may_begin(ann)


def test_v01_a_login_that_began_before_the_new_password_vouches_for_none(enrolled: Person) -> None:
    half = enrolled.other_browser().half()
    with_new_password(enrolled)
    assert is_refused(half.verify(), 401, "twofa_session_expired")
    assert not may_begin(enrolled)


def test_v01_every_way_to_a_new_password_forgets_the_proof(enrolled: Person) -> None:
    def is_vouched() -> bool:
        return rows(enrolled.app, User)[0].password_vouched_at is not None

    assert is_vouched()
    user = User(password_hash="a")
    user.vouch_for_password(enrolled.clock.now())
    user.password_hash = "b"
    assert user.password_vouched_at is None
    with enrolled.app.app_context():
        person = rows(enrolled.app, User)[0]
        act = operator_act(now())
        reset_second_factor(person.id, ends_password=True, act=act)
    assert not is_vouched()


def test_v01_a_move_that_is_undone_forgets_it_too(ann: Person) -> None:
    ann.sign_in()
    assert ask_change(ann, "new@example.com").status_code == 202
    assert confirm(ann, newest_token(ann, "Confirm your new address")).status_code == 200
    ann.email, former = "new@example.com", ann.email
    ann.enrol()
    assert rows(ann.app, User)[0].password_vouched_at is not None
    assert undo_move(ann, newest_token(ann, "was changed", to=former)).status_code == 200
    assert rows(ann.app, User)[0].password_vouched_at is None


def test_v01_a_better_hash_of_the_same_password_keeps_the_proof(enrolled: Person) -> None:
    with restarted(enrolled, bcrypt_rounds=5) as again:
        again.secret = enrolled.secret
        again.half()
        assert rows(enrolled.app, User)[0].password_hash.startswith("hb1$p1$2b$05$")
        assert may_begin(again)


def test_administrators_have_no_recovery(enrolled: Person) -> None:
    execute(enrolled.app, MAKE_ADMIN, email=enrolled.email)
    assert not may_begin(enrolled)


@pytest.mark.parametrize("support", [None, SUPPORT])
def test_off_by_setting_and_support_is_shown_where_it_is_set(
    enrolled: Person, support: str | None
) -> None:
    with node(enrolled.app, enrolled.clock, recovery_wait_seconds=0, support=support) as off:
        there = Person(off, enrolled.clock)
        there.secret = enrolled.secret
        assert not may_begin(there)
        refused = begin(there).json
        assert refused.get("support") == support
        assert there.get("/api/config").json["limits"]["recoveryWaitSeconds"] == 0
    assert enrolled.get("/api/config").json["limits"]["recoveryWaitSeconds"] == 172_800


def test_v01_unknown_accounts_cannot_be_told_apart(enrolled: Person, app: Flask) -> None:
    answers = []
    for email in (enrolled.email, "nobody@example.com"):
        stranger = Person(app, enrolled.clock, email)
        stranger.password = "wrong horse battery"
        stranger.log_in()
        answer = stranger.post("recovery", {})
        answers.append((answer.status_code, {**answer.json, "requestId": ""}))
    assert answers[0] == answers[1]
    assert answers[0][0] == 401
