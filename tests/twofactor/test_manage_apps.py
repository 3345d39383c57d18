"""Promise: one of several authenticator apps is renamed, removed or swapped alone, and the last one
goes as two-factor authentication goes (P10, P16)."""

from pathlib import Path

import pytest

from app.config import Settings
from app.factors.models import BackupCodeHash, TotpSecret
from tests import oath
from tests.conftest import Backend, settings_for
from tests.person import Person, mails, text_of
from tests.rows import events, rows
from tests.twofactor.apps import add_app, enable, listed, names, passes


@pytest.fixture
def settings(backend: Backend, tmp_path: Path) -> Settings:
    return settings_for(backend, tmp_path, fresh_seconds=3600)


def ids(person: Person) -> list[str]:
    return [str(each["id"]) for each in listed(person)]


def remove(person: Person, row_id: str) -> tuple[int, str | None]:
    answer = person.call("DELETE", f"2fa/authenticators/{row_id}")
    return answer.status_code, answer.json.get("code")


def newest_mail(person: Person) -> tuple[str, str]:
    mail = mails(person.app, person.clock.now())[-1]
    return str(mail["Subject"]), text_of(mail)


class TestRenaming:
    def test_p10_the_new_name_stands_in_answer_list_and_mail(self, enrolled: Person) -> None:
        [row_id] = ids(enrolled)
        half = enrolled.other_browser().half()
        answer = enrolled.call("PATCH", f"2fa/authenticators/{row_id}", {"name": "Old phone"})
        assert answer.status_code == 200
        assert answer.json["authenticator"] == listed(enrolled)[0]
        assert names(enrolled) == ["Old phone"]
        [event] = events(enrolled.app, "authenticator.renamed")
        assert list(event.detail) == ["factor"]
        subject, text = newest_mail(enrolled)
        assert subject == "An authenticator app was renamed"
        assert "Old phone" in text
        assert enrolled.is_signed_in()
        assert half.verify().json["code"] == "twofa_session_expired"

    def test_it_is_still_the_same_app(self, enrolled: Person) -> None:
        enrolled.call("PATCH", f"2fa/authenticators/{ids(enrolled)[0]}", {"name": "Old phone"})
        assert passes(enrolled, enrolled.secret) == 200

    def test_somebody_elses_does_not_exist(self, enrolled: Person, bob: Person) -> None:
        bob.sign_in().enable()
        for row_id in (ids(bob)[0], "x"):
            answer = enrolled.call("PATCH", f"2fa/authenticators/{row_id}", {"name": "Mine"})
            assert (answer.status_code, answer.json["code"]) == (404, "not_found")
        assert names(bob) == ["Authenticator app"]

    @pytest.mark.parametrize("body", [{}, {"name": ""}, {"name": "x" * 61}, {"name": "a\tb"}])
    def test_a_name_has_to_be_one(self, enrolled: Person, body: dict[str, str]) -> None:
        answer = enrolled.call("PATCH", f"2fa/authenticators/{ids(enrolled)[0]}", body)
        assert (answer.status_code, answer.json["code"]) == (400, "invalid_request")


class TestRemovingOneOfSeveral:
    def test_p16_the_code_of_a_removed_one_is_wrong(self, enrolled: Person) -> None:
        second, second_id = add_app(enrolled, "Tablet")
        assert remove(enrolled, second_id) == (200, None)
        half = enrolled.other_browser().half()
        answer = half.verify(oath.code(second, enrolled.clock.now()))
        assert (answer.status_code, answer.json["code"]) == (400, "invalid_code")
        assert half.verify().status_code == 200
        assert names(enrolled) == ["Authenticator app"]

    def test_the_first_one_may_go(self, enrolled: Person) -> None:
        second, _ = add_app(enrolled, "Tablet")
        assert remove(enrolled, ids(enrolled)[0]) == (200, None)
        assert passes(enrolled, enrolled.secret) == 400
        assert passes(enrolled, second) == 200

    def test_p10_sessions_browsers_and_codes_stay_and_half_logins_end(
        self, enrolled: Person
    ) -> None:
        _, second_id = add_app(enrolled, "Tablet")
        other = enrolled.other_browser().sign_in()
        trusted = enrolled.other_browser().half()
        trusted.post("2fa/verify-login", {"code": trusted.code(), "rememberDevice": True})
        enrolled.clock.next_step()
        half = enrolled.other_browser().half()
        cookie = enrolled.cookie("second_lock_session")
        assert remove(enrolled, second_id) == (200, None)
        assert enrolled.cookie("second_lock_session") == cookie
        assert other.is_signed_in()
        assert trusted.log_in().json.get("requires2FA") is None
        assert half.verify().json["code"] == "twofa_session_expired"
        assert enrolled.get("2fa/status").json["backupCodesRemaining"] == 10

    def test_p10_the_history_and_a_mail_tell_it(self, enrolled: Person) -> None:
        _, second_id = add_app(enrolled, "Tablet")
        remove(enrolled, second_id)
        [event] = events(enrolled.app, "authenticator.removed")
        assert list(event.detail) == ["factor"]
        subject, text = newest_mail(enrolled)
        assert subject == "An authenticator app was removed"
        assert "Tablet" in text

    def test_it_needs_a_fresh_step_up(self, enrolled: Person) -> None:
        _, second_id = add_app(enrolled, "Tablet")
        enrolled.clock.move(seconds=3600)
        assert remove(enrolled, second_id) == (403, "reauth_required")
        enrolled.reauth(code=enrolled.code())
        assert remove(enrolled, second_id) == (200, None)

    def test_somebody_elses_and_a_pending_one_do_not_exist(
        self, enrolled: Person, bob: Person
    ) -> None:
        bob.sign_in().enable()
        enrolled.set_up(name="Pending")
        [pending] = [row.id for row in rows(enrolled.app, TotpSecret) if row.state == "pending"]
        for row_id in (ids(bob)[0], pending, "x"):
            assert remove(enrolled, row_id) == (404, "not_found")
        assert names(bob) == ["Authenticator app"]

    def test_what_was_to_replace_it_takes_no_place_of_its_own(self, enrolled: Person) -> None:
        _, second_id = add_app(enrolled, "Tablet")
        new = enrolled.set_up(replace=second_id)
        remove(enrolled, second_id)
        assert enable(enrolled, new).json["code"] == "setup_not_started"
        assert names(enrolled) == ["Authenticator app"]


class TestRemovingTheLastOne:
    def test_p10_it_turns_two_factor_authentication_off(self, enrolled: Person) -> None:
        other = enrolled.other_browser().sign_in()
        old = enrolled.held_cookie("second_lock_session")
        assert remove(enrolled, ids(enrolled)[0]) == (200, None)
        assert enrolled.get("2fa/status").json["enabled"] is False
        assert enrolled.cookie("second_lock_session") != old
        assert not other.is_signed_in()
        assert rows(enrolled.app, TotpSecret) == rows(enrolled.app, BackupCodeHash) == []
        assert enrolled.other_browser().log_in().json["user"]["twoFactorEnabled"] is False
        types = [each.type for each in events(enrolled.app)]
        assert "authenticator.removed" in types
        assert "2fa.disabled" in types
        subjects = [mail["Subject"] for mail in mails(enrolled.app, enrolled.clock.now())]
        assert "Two-factor authentication was turned off" in subjects
        assert "An authenticator app was removed" not in subjects

    class TestWherePolicyAsksForOne:
        @pytest.fixture
        def settings(self, backend: Backend, tmp_path: Path) -> Settings:
            return settings_for(backend, tmp_path, two_factor_policy="everyone")

        def test_p10_it_stays(self, enrolled: Person) -> None:
            _, second_id = add_app(enrolled, "Tablet")
            assert remove(enrolled, second_id) == (200, None)
            assert remove(enrolled, ids(enrolled)[0]) == (403, "two_factor_required")
            assert events(enrolled.app, "2fa.disabled") == []
            assert enrolled.get("2fa/status").json["level"] == "two_factor"
            assert passes(enrolled, enrolled.secret) == 200


class TestSwapping:
    def test_p16_only_the_named_one_makes_way(self, enrolled: Person) -> None:
        second, second_id = add_app(enrolled, "Tablet")
        other = enrolled.other_browser().sign_in()
        new = enrolled.set_up(replace=second_id)
        assert passes(enrolled, second) == 200
        answer = enable(enrolled, new)
        assert len(answer.json["backupCodes"]) == 10
        enrolled.clock.next_step()
        assert not other.is_signed_in()
        assert names(enrolled) == ["Authenticator app", "Tablet"]
        assert passes(enrolled, second) == 400
        assert passes(enrolled, new) == passes(enrolled, enrolled.secret) == 200
        assert len(events(enrolled.app, "2fa.replaced")) == 1

    def test_a_name_beside_it_is_the_new_name(self, enrolled: Person) -> None:
        new = enrolled.set_up(replace=ids(enrolled)[0], name="New phone")
        assert enable(enrolled, new).status_code == 200
        assert names(enrolled) == ["New phone"]

    def test_with_several_it_has_to_be_said_which(self, enrolled: Person) -> None:
        add_app(enrolled, "Tablet")
        answer = enrolled.post("2fa/setup", {"replace": True})
        assert (answer.status_code, answer.json["code"]) == (409, "conflict")
        assert "which one" in answer.json["message"]

    def test_somebody_elses_cannot_be_swapped(self, enrolled: Person, bob: Person) -> None:
        bob.sign_in().enable()
        answer = enrolled.post("2fa/setup", {"replace": ids(bob)[0]})
        assert (answer.status_code, answer.json["code"]) == (404, "not_found")

    def test_turning_it_off_ends_all_of_them(self, enrolled: Person) -> None:
        add_app(enrolled, "Tablet")
        assert enrolled.post("2fa/disable", {"code": enrolled.code()}).status_code == 200
        assert rows(enrolled.app, TotpSecret) == rows(enrolled.app, BackupCodeHash) == []
