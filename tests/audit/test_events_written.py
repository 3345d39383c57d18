"""Promise: every security change writes its event once, with who, when and from where (R87)."""

from pathlib import Path

from app.accounts.by_operator import delete, disable, enable, set_role, unlock
from app.accounts.factor_reset import reset_second_factor
from app.audit.events import Event
from app.config.operators import operator_act
from app.users.models import User
from tests.accounts.links import (
    NEW,
    ask_change,
    change,
    confirm,
    newest_token,
    reset,
    reset_token,
    undo,
)
from tests.person import Person, link_token, mails
from tests.policies import set_level
from tests.program import Program
from tests.rows import events, execute, rows


def new_types(person: Person, done: list[int]) -> list[str]:
    """The types written since the last call."""
    found = [each.type for each in events(person.app)][done[0] :]
    done[0] += len(found)
    return found


def test_the_life_of_an_account_is_written_step_by_step(person: Person) -> None:
    done = [0]
    person.register()
    assert new_types(person, done) == [
        "audit.chain_started",
        "account.registered",
        "account.email_verified",
    ]
    person.post("login", {"email": person.email, "password": "wrong horse battery"})
    person.post("login", {"email": "nobody@example.com", "password": "wrong horse battery"})
    assert new_types(person, done) == ["login.failed", "login.failed"]
    person.sign_in()
    assert new_types(person, done) == ["login"]
    person.reauth(password="wrong horse battery")
    person.reauth(password=person.password)
    assert new_types(person, done) == ["reauth.failed", "reauth"]
    person.enable()
    assert new_types(person, done) == ["2fa.setup_started", "2fa.enabled"]
    other = person.other_browser().half()
    other.verify(person.wrong_code())
    other.verify(person.backup_codes[0])
    assert new_types(person, done) == [
        "login.second_factor_asked",
        "2fa.code_refused",
        "2fa.backup_code_used",
        "login",
    ]
    person.call("DELETE", "sessions")
    person.post("2fa/backup-codes", {})
    assert new_types(person, done) == ["session.ended", "2fa.backup_codes_replaced"]
    person.secret = person.set_up(replace=True)
    person.post("2fa/enable", {"token": person.code()})
    assert new_types(person, done) == ["2fa.setup_started", "2fa.replaced"]
    person.clock.next_step()
    person.post("2fa/disable", {"code": person.code()})
    person.post("logout")
    person.sign_in().post("logout-all")
    assert new_types(person, done) == ["2fa.disabled", "logout", "login", "logout.all"]


def test_new_passwords_and_addresses_are_written_and_the_end_too(ann: Person) -> None:
    done = [len(events(ann.app))]
    reset(ann, reset_token(ann))
    ann.password = NEW
    ann.sign_in()
    assert new_types(ann, done) == ["account.reset_asked", "account.password_reset", "login"]
    change(ann, "a third horse battery", currentPassword="wrong horse battery")
    change(ann, "a third horse battery")
    ann.password = "a third horse battery"
    assert new_types(ann, done) == ["account.password_refused", "account.password_changed"]
    ask_change(ann, "ann@new.example")
    ann.call("DELETE", "email/change")
    assert new_types(ann, done) == ["account.email_change_asked", "account.email_change_cancelled"]
    ask_change(ann, "ann@new.example")
    confirm(ann, newest_token(ann, "Confirm your new address"))
    assert new_types(ann, done) == ["account.email_change_asked", "account.email_changed"]
    undo(ann, newest_token(ann, "Your address was changed"))
    assert new_types(ann, done) == ["account.email_change_undone"]
    reset(ann, newest_token(ann, "is yours again"))
    ann.password = NEW
    ann.sign_in()
    assert new_types(ann, done) == ["account.password_reset", "login"]
    ann.get("me/export")
    ann.call("DELETE", "me", {"password": ann.password})
    assert new_types(ann, done) == ["account.exported", "account.closed"]


def test_what_operators_do_is_written(enrolled: Person) -> None:
    done, [user], now = [len(events(enrolled.app))], rows(enrolled.app, User), enrolled.clock.now()
    with enrolled.app.app_context():
        reset_second_factor(user.id, ends_password=False, act=operator_act(now))
        set_role(user.id, "admin", act=operator_act(now))
    set_level(enrolled.app, "everyone")
    assert new_types(enrolled, done) == ["2fa.reset", "account.role_changed", "policy.changed"]


def test_what_operators_do_to_an_account_is_written(ann: Person) -> None:
    done, [user], now = [len(events(ann.app))], rows(ann.app, User), ann.clock.now()
    with ann.app.app_context():
        for change in (unlock, disable, enable, delete):
            change(user.id, act=operator_act(now))
    assert new_types(ann, done) == [
        "account.unlocked",
        "account.disabled",
        "account.enabled",
        "account.deleted",
    ]


def test_a_lock_and_an_unreadable_secret_are_written(enrolled: Person) -> None:
    done = [len(events(enrolled.app))]
    for _ in range(5):
        enrolled.reauth(code=enrolled.wrong_code())
    enrolled.reauth(code=enrolled.code())
    assert new_types(enrolled, done) == ["2fa.code_refused"] * 5 + ["2fa.locked"]
    enrolled.clock.move(seconds=900)
    execute(enrolled.app, "UPDATE totp_secrets SET sealed = 'x'")
    enrolled.reauth(code=enrolled.code())
    assert new_types(enrolled, done) == ["2fa.secret_unreadable"]


def test_an_event_says_who_when_where_and_how_it_ended(ann: Person) -> None:
    body = {"email": ann.email, "password": "wrong horse battery"}
    answer = ann.post(
        "login",
        body,
        headers={"User-Agent": "Browser/1.0", "X-Request-Id": "chosen-by-the-client"},
        environ_overrides={"REMOTE_ADDR": "203.0.113.5"},
    )
    [event] = events(ann.app, "login.failed")
    [user] = rows(ann.app, User)
    assert (event.subject_id, event.actor_id, event.outcome) == (user.id, user.id, "failure")
    assert (event.ip, event.user_agent) == ("203.0.113.5", "Browser/1.0")
    assert event.request_id == answer.headers["X-Request-Id"] == answer.json["requestId"]
    assert event.at == ann.clock.now()
    ann.sign_in()
    assert events(ann.app, "login")[0].outcome == "success"


def test_r87_control_characters_of_a_client_are_harmless(ann: Person) -> None:
    for agent in ["a\x1b[2Jb", "a\x00b", "a\x9bb", "x" * 4000]:
        body = {"email": ann.email, "password": "wrong horse battery"}
        answer = ann.post("login", body, environ_overrides={"HTTP_USER_AGENT": agent})
        assert answer.status_code == 401
        event = events(ann.app, "login.failed")[-1]
        assert event.user_agent.isprintable()
        assert len(event.user_agent) <= 300


def test_r87_no_row_holds_a_secret_or_an_address(enrolled: Person) -> None:
    other = enrolled.other_browser().half()
    code = enrolled.code()
    other.verify(code)
    other.post("2fa/verify-login", {"code": code})
    marker = enrolled.other_browser().half().held_cookie("second_lock_twofa_token")
    cookie = enrolled.held_cookie("second_lock_session")
    secrets = [enrolled.secret, enrolled.password, enrolled.email, code, marker, cookie]
    secrets += enrolled.backup_codes
    for event in events(enrolled.app):
        # request_id, ids: random text in which six digits could stand by chance.
        text = f"{event.type} {event.user_agent} {event.detail}"
        assert not [secret for secret in secrets if secret in text]


def test_r87_without_its_event_the_change_does_not_happen(enrolled: Person) -> None:
    table = "audit_events"
    execute(enrolled.app, f"ALTER TABLE {table} RENAME TO away")
    try:
        answer = enrolled.post("2fa/disable", {"code": enrolled.code()})
        assert answer.status_code in {500, 503}
        assert enrolled.other_browser().log_in().status_code in {500, 503}
    finally:
        execute(enrolled.app, f"ALTER TABLE away RENAME TO {table}")
    assert enrolled.get("2fa/status").json["enabled"] is True
    assert enrolled.other_browser().half().verify().status_code == 200


def test_a_rotation_of_keys_is_written_with_what_it_did_r86(enrolled: Person) -> None:
    result = enrolled.app.test_cli_runner().invoke(args=["keys", "rotate", "--json"])
    assert result.exit_code == 0
    [event] = events(enrolled.app, "keys.rotated")
    assert (event.subject_id, event.ip) == (None, "operator")
    assert event.detail["resealed"]["totp_secrets.sealed"] == 0


def test_devices_programs_and_second_registrations_are_written(enrolled: Person) -> None:
    before = len(events(enrolled.app))
    body = {"email": enrolled.email, "password": enrolled.password}
    enrolled.post("register", body)
    half = enrolled.other_browser().half()
    half.post("2fa/verify-login", {"code": half.code(), "rememberDevice": True})
    half.call("DELETE", "2fa/devices")
    enrolled.clock.next_step()
    program = Program(enrolled).sign_in()
    first = program.refresh_token
    program.keep(program.refresh())
    enrolled.clock.move(seconds=60)
    program.refresh(first)
    assert [each.type for each in events(enrolled.app)][before:] == [
        "account.registered_again",
        "login.second_factor_asked",
        "login",
        "device.trusted",
        "device.forgotten",
        "login.second_factor_asked",
        "login",
        "session.refresh_reused",
    ]


def test_a_registration_that_is_replaced_or_declined_is_written(person: Person) -> None:
    body = {"email": person.email, "password": person.password}
    done = [0]
    for _ in range(2):
        assert person.post("register", body).status_code == 201
    token = link_token(mails(person.app, person.clock.now())[-1])
    assert person.post("verify-email/decline", {"token": token}).status_code == 200
    assert new_types(person, done)[2:] == [
        "account.registration_dropped",
        "account.registered",
        "account.registration_declined",
        "account.registration_dropped",
    ]


def test_a_fence_after_a_restore_is_written(enrolled: Person) -> None:
    enrolled.app.test_cli_runner().invoke(args=["restore-fence", "--yes"])
    assert [each.type for each in events(enrolled.app)][-1] == "instance.restored"


def test_every_type_is_named_by_these_tests() -> None:
    """A new event has to be added to a test above, or to one of the operators' events."""
    beside = Path(__file__).parent.glob("test_*_events.py")
    text = "".join(file.read_text("utf-8") for file in (Path(__file__), *beside))
    unseen = [event.value for event in Event if f'"{event.value}"' not in text]
    assert unseen == []
