"""Promise: a new password ends app tokens, also where the verification link sets it (T03)."""

from pathlib import Path

import pytest

from app.config import Settings
from tests.app_tokens.making import make, opens, put
from tests.conftest import Backend, settings_for
from tests.person import PASSWORD, Person, link_token, mails


@pytest.fixture
def settings(backend: Backend, tmp_path: Path) -> Settings:
    return settings_for(backend, tmp_path, email_verification="off")


def test_t03_a_password_that_a_verification_link_sets_ends_it(person: Person) -> None:
    put(person)
    assert person.post("register", {"email": person.email, "password": PASSWORD}).status_code == 201
    sent = mails(person.app, person.clock.now())
    other = person.other_browser().sign_in()
    token = make(other)
    body = {"token": link_token(sent[-1]), "password": "quite another sentence"}
    assert person.post("verify-email", body).status_code == 200
    person.password = body["password"]
    assert person.log_in().status_code == 200
    assert not opens(person.app, token)
    assert not other.is_signed_in()
