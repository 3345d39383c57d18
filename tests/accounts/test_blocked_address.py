"""Promise: a registration that nobody proved blocks no address for whoever has proven it: the owner
takes an account back and moves one, unless an operator decided otherwise (R82)."""

from pathlib import Path

import pytest

from app.config import Settings
from app.users.models import User
from tests.accounts.links import ask_change, confirm, newest_token, reset, undo
from tests.conftest import Backend, settings_for
from tests.person import Person
from tests.rows import dump, events, execute, rows

OLD, NEW = "ann@example.com", "ann@new.example"
CHANGED, BACK = "Your address was changed", "is yours again"


@pytest.fixture
def settings(request: pytest.FixtureRequest, sqlite_backend: Backend, tmp_path: Path) -> Settings:
    mode = getattr(request, "param", "required")
    return settings_for(sqlite_backend, tmp_path, email_verification=mode)


@pytest.fixture
def token(ann: Person) -> str:
    """The way back for Ann, whose account a thief has moved to an address of his."""
    thief = ann.other_browser().sign_in()
    ask_change(thief, NEW)
    assert confirm(thief, newest_token(thief, "Confirm your new address")).status_code == 200
    return newest_token(ann, CHANGED, to=OLD)


@pytest.mark.parametrize("settings", ["required", "off"], indirect=True)
@pytest.mark.parametrize("has_factor", [False, True])
def test_a_registration_of_the_freed_address_blocks_nothing(
    ann: Person, token: str, settings: Settings, has_factor: bool
) -> None:
    """The thief registers it, signs in where nobody has to verify, and enrols to stay."""
    blocker = Person(ann.app, ann.clock, OLD)
    body = {"email": OLD, "password": "stolen horse battery"}
    assert blocker.post("register", body).status_code == 201
    blocker.password = "stolen horse battery"
    if settings.email_verification == "off":
        blocker.sign_in()
        if has_factor:
            blocker.enable()
    elif has_factor:
        at = "UPDATE users SET two_factor_enabled_at = created_at WHERE email = :email"
        execute(ann.app, at, email=OLD)
    assert undo(ann, token).status_code == 200
    assert [user.email for user in rows(ann.app, User)] == [OLD]
    assert not blocker.is_signed_in()
    [dropped] = events(ann.app, "account.registration_dropped")
    assert dropped.detail == {"reason": "address-proven"}
    assert reset(ann, newest_token(ann, BACK, to=OLD)).status_code == 200
    ann.password = "another horse battery"
    assert ann.other_browser().sign_in().is_signed_in()


@pytest.mark.parametrize("settings", ["off"], indirect=True)
@pytest.mark.parametrize("has_factor", [False, True])
def test_a_registration_since_the_mail_blocks_no_change_unless_a_factor_protects_it(
    ann: Person, has_factor: bool
) -> None:
    ask_change(ann.sign_in(), NEW)
    link = newest_token(ann, "Confirm your new address")
    blocker = Person(ann.app, ann.clock, NEW)
    blocker.post("register", {"email": NEW, "password": blocker.password})
    blocker.sign_in()
    if has_factor:
        blocker.enable()
    before = dump(ann.app)
    assert confirm(ann, link).status_code == (409 if has_factor else 200)
    if has_factor:
        assert dump(ann.app) == before
    assert blocker.is_signed_in() is has_factor


@pytest.mark.parametrize("settings", ["off"], indirect=True)
@pytest.mark.parametrize(
    "decided",
    [
        "UPDATE users SET role = 'admin' WHERE email = :email",
        "UPDATE users SET disabled_at = created_at WHERE email = :email",
        "UPDATE users SET email_verified_at = created_at WHERE email = :email",
        "DELETE FROM registrations",
    ],
)
def test_an_account_that_is_proven_or_an_operators_is_not_taken_away(
    ann: Person, token: str, decided: str
) -> None:
    ann.other_browser().post("register", {"email": OLD, "password": "stolen horse battery"})
    execute(ann.app, decided, **({"email": OLD} if ":email" in decided else {}))
    before = dump(ann.app)
    assert undo(ann, token).json["code"] == "conflict"
    assert dump(ann.app) == before
