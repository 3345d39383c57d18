"""Promise: every call at which something is guessed or flooded has a limit of its own: one try more
than that is 429 with Retry-After (R54)."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.config import Settings
from app.core.limits import Window
from tests.client import Answer
from tests.conftest import Backend, settings_for
from tests.person import PASSWORD, Person

LIMIT = 4
HOUR = (Window(LIMIT, 3600),)
BACKUP = "0000-0000-0000-0000"
ATTEMPTS, CALLS = "too_many_attempts", "too_many_requests"

Call = Callable[[Person, int], Answer]


def _login(person: Person, _: int) -> Answer:
    return person.post("login", {"email": person.email, "password": "wrong horse battery"})


def _verify_login(person: Person, _: int) -> Answer:
    return person.other_browser().half().verify(person.wrong_code())


def _verify_login_backup(person: Person, _: int) -> Answer:
    return person.other_browser().half().verify(BACKUP)


def _enable(person: Person, number: int) -> Answer:
    if not number:
        person.set_up(replace=True)
    return person.post("2fa/enable", {"token": "000000"})


def _register(person: Person, number: int) -> Answer:
    body = {"email": f"user{number}@example.com", "password": PASSWORD}
    return person.post("register", body)


def _resend(person: Person, number: int) -> Answer:
    return person.post("verify-email/resend", {"email": f"user{number}@example.com"})


def _forgot(person: Person, number: int) -> Answer:
    return person.post("password/forgot", {"email": f"user{number}@example.com"})


def _reset(person: Person, _: int) -> Answer:
    return person.post("password/reset", {"token": "wrong", "password": "a new horse battery"})


def _change_password(person: Person, _: int) -> Answer:
    body = {"currentPassword": "wrong horse battery", "newPassword": "a new horse battery"}
    return person.post("password/change", body)


def _change_email(person: Person, _: int) -> Answer:
    body = {"email": "ann@new.example", "password": "wrong horse battery"}
    return person.post("email/change", body)


def _close(person: Person, _: int) -> Answer:
    return person.call("DELETE", "me", {"password": "wrong horse battery"})


# Each surface: the call, what a try below the limit answers, and the code of the one above it.
SURFACES: dict[str, tuple[Call, int, str]] = {
    "login": (_login, 401, ATTEMPTS),
    "verify-login": (_verify_login, 400, ATTEMPTS),
    "verify-login by backup code": (_verify_login_backup, 400, ATTEMPTS),
    "reauth": (lambda one, _: one.reauth(code=one.wrong_code()), 400, ATTEMPTS),
    "enable": (_enable, 400, ATTEMPTS),
    "disable": (lambda one, _: one.post("2fa/disable", {"code": BACKUP}), 400, ATTEMPTS),
    "backup-codes": (lambda one, _: one.post("2fa/backup-codes", {"code": BACKUP}), 400, ATTEMPTS),
    "setup": (lambda one, _: one.post("2fa/setup", {"replace": True}), 200, CALLS),
    "verify-email": (lambda one, _: one.post("verify-email", {"token": "wrong"}), 400, CALLS),
    "resend": (_resend, 202, CALLS),
    "register": (_register, 201, CALLS),
    "password/forgot": (_forgot, 202, CALLS),
    "password/reset": (_reset, 400, CALLS),
    "password/change": (_change_password, 400, ATTEMPTS),
    "email/change": (_change_email, 400, CALLS),
    "email/confirm": (lambda one, _: one.post("email/confirm", {"token": "wrong"}), 400, CALLS),
    "DELETE me": (_close, 400, ATTEMPTS),
}
# The one registration and the one set-up of the fixture count.
BEFORE = {"register": 1, "resend": 1, "setup": 1, "password/forgot": 1, "email/change": 1}


@pytest.fixture
def settings(backend: Backend, tmp_path: Path) -> Settings:
    return settings_for(
        backend,
        tmp_path,
        code_limits=HOUR,
        password_limits=HOUR,
        password_browser_limits=HOUR,
        register_limits=HOUR,
        link_limits=HOUR,
        setup_limits=HOUR,
        mail_limits=HOUR,
    )


@pytest.mark.parametrize("surface", SURFACES)
def test_r54_one_more_than_the_limit_is_refused_with_a_wait(enrolled: Person, surface: str) -> None:
    call, status, code = SURFACES[surface]
    tries = LIMIT - BEFORE.get(surface, 0)
    assert [call(enrolled, number).status_code for number in range(tries)] == [status] * tries
    refused = call(enrolled, tries)
    assert (refused.status_code, refused.json["code"]) == (429, code)
    assert int(refused.headers["Retry-After"]) == refused.json["retryAfter"] > 3500


@pytest.mark.parametrize("surface", SURFACES)
def test_r55_the_refusal_tells_nothing_but_the_wait(enrolled: Person, surface: str) -> None:
    call = SURFACES[surface][0]
    answers = [call(enrolled, number) for number in range(LIMIT + 1)]
    assert set(answers[-1].json) == {"message", "code", "requestId", "retryAfter"}
    assert "Set-Cookie" not in answers[-1].headers


def test_r54_reauth_by_password_shares_the_count_of_the_login(ann: Person) -> None:
    ann.sign_in()
    for _ in range(2):
        assert ann.reauth(password="wrong horse battery").status_code == 400
        assert _login(ann, 0).status_code == 401
    assert ann.reauth(password=ann.password).status_code == _login(ann, 0).status_code == 429


def test_links_that_were_right_are_not_counted(person: Person) -> None:
    for _ in range(LIMIT - 1):
        person.post("verify-email", {"token": "wrong"})
    person.register()
    assert person.post("verify-email", {"token": "wrong"}).status_code == 400
    assert person.post("verify-email", {"token": "wrong"}).status_code == 429


def test_a_setup_count_is_the_accounts_and_not_the_sessions(ann: Person) -> None:
    browsers = [ann.other_browser().sign_in() for _ in range(LIMIT + 1)]
    answers = [one.post("2fa/setup", {}).status_code for one in browsers]
    assert answers == [200] * LIMIT + [429]
