"""Promise: whoever proves an address that was never verified gets the account to himself: what a
stranger left on it ends, and what the browser that registered did stays."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.config import Settings
from app.factors.models import BackupCodeHash, TotpSecret
from app.sessions.models import AuthSession, KnownBrowser, TrustedDevice
from app.users.models import User
from tests.accounts.links import NEW, newest_token, reset, reset_token, trust
from tests.conftest import Backend, settings_for
from tests.person import Person
from tests.rows import events, rows

LEFT = (AuthSession, KnownBrowser, TrustedDevice, TotpSecret, BackupCodeHash)


@pytest.fixture
def settings(backend: Backend, tmp_path: Path) -> Settings:
    return settings_for(backend, tmp_path, email_verification="off")


@pytest.fixture
def stranger(person: Person) -> Person:
    """Somebody who registered Ann's address, signed in and enrolled."""
    body = {"email": person.email, "password": person.password}
    assert person.post("register", body).status_code == 201
    person.sign_in().enable()
    trust(person)
    return person


def verification(person: Person) -> str:
    return newest_token(person, "Verify your e-mail", to=person.email)


def prove_by_link(owner: Person) -> None:
    body = {"token": verification(owner), "password": NEW}
    assert owner.post("verify-email", body).status_code == 200
    owner.password = NEW


def prove_by_reset(owner: Person) -> None:
    assert reset(owner, reset_token(owner)).status_code == 200
    owner.password = NEW


both_ways = pytest.mark.parametrize("prove", [prove_by_link, prove_by_reset])


@both_ways
def test_everything_that_a_stranger_left_ends(
    stranger: Person, prove: Callable[[Person], None]
) -> None:
    assert all(rows(stranger.app, model) for model in LEFT)
    owner = stranger.other_browser()
    prove(owner)
    assert not any(rows(stranger.app, model) for model in LEFT)
    [user] = rows(stranger.app, User)
    assert user.email_verified_at is not None
    assert not user.has_two_factor
    assert not stranger.is_signed_in()
    assert len(events(stranger.app, "2fa.reset")) == 1
    answer = owner.log_in()
    assert (answer.status_code, answer.json["user"]["twoFactorEnabled"]) == (200, False)


@both_ways
def test_a_pending_authenticator_ends_too(person: Person, prove: Callable[[Person], None]) -> None:
    person.post("register", {"email": person.email, "password": person.password})
    person.sign_in().set_up()
    assert len(rows(person.app, TotpSecret)) == 1
    prove(person.other_browser())
    assert rows(person.app, TotpSecret) == []


def test_the_browser_that_registered_keeps_what_it_did(stranger: Person) -> None:
    before = [len(rows(stranger.app, model)) for model in LEFT]
    token = {"token": verification(stranger)}
    assert stranger.post("verify-email", token).status_code == 200
    assert [len(rows(stranger.app, model)) for model in LEFT] == before
    assert stranger.get("me").json["user"]["emailVerified"] is True
    assert stranger.other_browser().half().verify().status_code == 200


def test_a_session_of_the_account_protects_nothing(stranger: Person) -> None:
    """Whoever proves the address in a browser that a stranger signed in is not the stranger."""
    shared = stranger.other_browser().sign_in()
    body = {"token": verification(stranger)}
    assert shared.post("verify-email", body).json["code"] == "password_required"
    prove_by_link(shared)
    assert not any(rows(stranger.app, model) for model in LEFT)
    assert not shared.is_signed_in()


def test_who_is_signed_in_to_another_account_keeps_nothing(stranger: Person, bob: Person) -> None:
    bob.sign_in()
    body = {"token": verification(stranger), "password": NEW}
    assert bob.post("verify-email", body).status_code == 200
    assert not stranger.is_signed_in()
    assert bob.is_signed_in()


def test_r81_a_verified_account_keeps_its_second_factor(stranger: Person) -> None:
    token = {"token": verification(stranger)}
    assert stranger.post("verify-email", token).status_code == 200
    prove_by_reset(stranger.other_browser())
    [user] = rows(stranger.app, User)
    assert user.has_two_factor
