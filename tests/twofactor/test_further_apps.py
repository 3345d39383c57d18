"""Promise: a person keeps up to five authenticator apps with names, and adding one ends nothing but
half-finished logins (P16, P10)."""

from pathlib import Path

import pytest

from app.config import Settings
from app.db import write_tx
from app.factors.models import TotpSecret
from tests.conftest import Backend, settings_for
from tests.person import Person, mails, text_of
from tests.rows import events, rows
from tests.twofactor.apps import add_app, enable, listed, names, passes


@pytest.fixture
def settings(backend: Backend, tmp_path: Path) -> Settings:
    return settings_for(backend, tmp_path, fresh_seconds=3600)


def test_p16_each_of_two_apps_signs_in(enrolled: Person) -> None:
    second, _ = add_app(enrolled, "Tablet")
    assert passes(enrolled, second) == passes(enrolled, enrolled.secret) == 200


def test_p10_a_further_one_brings_no_codes_and_ends_no_session(enrolled: Person) -> None:
    other = enrolled.other_browser().sign_in()
    trusted = enrolled.other_browser().half()
    trusted.post("2fa/verify-login", {"code": trusted.code(), "rememberDevice": True})
    enrolled.clock.next_step()
    cookie = enrolled.cookie("second_lock_session")
    secret = enrolled.set_up(name="Tablet")
    answer = enable(enrolled, secret)
    assert answer.status_code == 200
    assert sorted(answer.json) == ["authenticator", "message"]
    assert enrolled.cookie("second_lock_session") == cookie
    assert other.is_signed_in()
    assert enrolled.is_signed_in()
    assert trusted.log_in().json.get("requires2FA") is None
    assert enrolled.get("2fa/status").json["backupCodesRemaining"] == 10
    assert enrolled.other_browser().half().verify(enrolled.backup_codes[0]).status_code == 200


def test_p10_half_finished_logins_end(enrolled: Person) -> None:
    half = enrolled.other_browser().half()
    add_app(enrolled, "Tablet")
    assert half.verify().json["code"] == "twofa_session_expired"


def test_p10_the_history_and_a_mail_tell_it(enrolled: Person) -> None:
    add_app(enrolled, "Ann's tablet")
    [event] = events(enrolled.app, "authenticator.added")
    assert list(event.detail) == ["factor"]
    mail = mails(enrolled.app, enrolled.clock.now())[-1]
    assert mail["Subject"] == "An authenticator app was added"
    assert "Ann's tablet" in text_of(mail)


def test_the_status_lists_each_oldest_first_without_a_secret(enrolled: Person) -> None:
    second, second_id = add_app(enrolled, "Tablet")
    answer = enrolled.get("2fa/status")
    assert enrolled.secret not in answer.text
    assert second not in answer.text
    first, further = answer.json["authenticators"]
    assert [first["kind"], first["name"]] == ["totp", "Authenticator app"]
    assert further == {
        "id": second_id,
        "kind": "totp",
        "name": "Tablet",
        "createdAt": "2026-11-21T12:00:30+00:00",
        "lastUsedAt": None,
    }
    german = enrolled.get("2fa/status", headers={"Accept-Language": "de"})
    assert german.json["authenticators"][0]["name"] == "Authenticator-App"


def test_the_status_tells_when_each_was_used_last(enrolled: Person) -> None:
    second, _ = add_app(enrolled, "Tablet")
    assert passes(enrolled, second) == 200
    used = enrolled.clock.now().isoformat()
    assert [each["lastUsedAt"] for each in listed(enrolled)] == [None, used]


def test_without_a_name_a_second_one_is_refused_as_before(enrolled: Person) -> None:
    answer = enrolled.post("2fa/setup", {})
    assert (answer.status_code, answer.json["code"]) == (409, "already_enabled")


def test_a_further_one_needs_a_step_up_by_the_second_factor(enrolled: Person) -> None:
    enrolled.clock.move(seconds=3600)
    answer = enrolled.post("2fa/setup", {"name": "Tablet"})
    assert (answer.status_code, answer.json["code"]) == (403, "reauth_required")


def test_the_first_one_may_have_a_name(ann: Person) -> None:
    secret = ann.sign_in().set_up(name="Phone")
    assert len(enable(ann, secret).json["backupCodes"]) == 10
    assert names(ann) == ["Phone"]


def test_asking_again_keeps_the_secret_and_takes_the_new_name(enrolled: Person) -> None:
    first = enrolled.set_up(name="Tablet")
    assert enrolled.set_up(name="Ann's tablet") == first
    assert enable(enrolled, first).status_code == 200
    assert names(enrolled) == ["Authenticator app", "Ann's tablet"]


@pytest.mark.parametrize("name", ["", "x" * 61, "a\nb", "a\u202eb", 5, None])
def test_names_are_short_and_printable(enrolled: Person, name: object) -> None:
    answer = enrolled.post("2fa/setup", {"name": name})
    assert (answer.status_code, answer.json["code"]) == (400, "invalid_request")
    assert "name" in answer.json["fields"]


def test_p16_past_five_there_is_no_further_one(enrolled: Person) -> None:
    for number in range(4):
        add_app(enrolled, f"App {number}")
    answer = enrolled.post("2fa/setup", {"name": "One more"})
    assert (answer.status_code, answer.json["code"]) == (409, "conflict")
    assert len(listed(enrolled)) == 5
    assert enrolled.post("2fa/setup", {"replace": listed(enrolled)[4]["id"]}).status_code == 200


def test_p16_five_at_most_also_when_it_filled_up_after_the_set_up(enrolled: Person) -> None:
    """Two set-ups are begun while there is room for one: the second finds it taken."""
    for number in range(3):
        add_app(enrolled, f"App {number}")
    mine = enrolled.set_up(name="Mine")
    _copy_a_live_row(enrolled)
    answer = enable(enrolled, mine)
    assert (answer.status_code, answer.json["code"]) == (409, "conflict")
    assert len([row for row in rows(enrolled.app, TotpSecret) if row.state == "live"]) == 5


def _copy_a_live_row(person: Person) -> None:
    [row, *_] = [each for each in rows(person.app, TotpSecret) if each.state == "live"]
    copied = {each.key: getattr(row, each.key) for each in TotpSecret.__table__.columns}
    with person.app.app_context(), write_tx() as tx:
        tx.add(TotpSecret(**copied | {"id": "copied-in-the-meantime"}))
