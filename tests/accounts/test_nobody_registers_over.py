"""Promise: nobody registers over an account that an operator made, imported or decided on,
verified or not; a registration mails its owner a link to verify instead (I13)."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.accounts import by_operator
from app.accounts.by_operator import set_role
from app.accounts.models import Registration
from app.config import Settings
from app.config.operators import operator_act
from app.factors.models import TotpSecret
from app.users.models import User
from tests.accounts.links import ask_change, confirm, newest_token, subjects
from tests.accounts.registrations import (
    ASKED,
    AWAY,
    DEAD,
    OPENED,
    OWN,
    links,
    make_unverified,
    register,
    stranger_to,
    verified,
)
from tests.conftest import Backend, settings_for
from tests.person import Person
from tests.rows import events, execute, id_of_address, rows
from tests.transfer.moving import flask, write


@pytest.fixture
def settings(sqlite_backend: Backend, tmp_path: Path) -> Settings:
    return settings_for(sqlite_backend, tmp_path)


def made_by_an_operator(person: Person, _: Path) -> None:
    make_unverified(person)


def made_an_admin(person: Person, _: Path) -> None:
    make_unverified(person, "--role", "admin")


def imported(person: Person, folder: Path) -> None:
    file = write(folder, "x.csv", "email,verified", f"{person.email},false")
    assert flask(person.app, "users", "import", file).exit_code == 0


def given_a_role(person: Person, _: Path) -> None:
    register(person)
    [user] = rows(person.app, User)
    with person.app.app_context():
        set_role(user.id, "admin", act=operator_act(person.clock.now()))


def with_a_factor(person: Person, folder: Path) -> None:
    register(person)
    file = write(folder, "x.txt", f"otpauth://totp/{person.email}?secret={'KRSXG5CT' * 4}")
    assert flask(person.app, "2fa", "import", file).exit_code == 0


def disabled(person: Person, _: Path) -> None:
    register(person)
    with person.app.app_context():
        by_operator.disable(
            id_of_address(person.app, person.email), act=operator_act(person.clock.now())
        )


Making = Callable[[Person, Path], None]
KEPT = [made_by_an_operator, made_an_admin, imported, given_a_role, with_a_factor]
kinds = pytest.mark.parametrize("make", KEPT, ids=lambda each: each.__name__)


@kinds
def test_i13_a_registration_changes_nothing_and_mails_the_owner_a_link(
    person: Person, tmp_path: Path, make: Making
) -> None:
    make(person, tmp_path)
    [before], factors = rows(person.app, User), len(rows(person.app, TotpSecret))
    history, sent = len(events(person.app)), len(links(person))
    stranger = register(stranger_to(person), **AWAY)
    [after] = rows(person.app, User)
    same = ("id", "password_hash", "role", "name", "created_at", "token_version")
    assert [getattr(after, each) for each in same] == [getattr(before, each) for each in same]
    assert len(rows(person.app, TotpSecret)) == factors
    assert [each.type for each in events(person.app)[history:]] == ["account.registered_again"]
    assert len(links(person)) == sent + 1
    assert verified(stranger, links(person)[-1]) == ASKED


@kinds
def test_the_link_gives_the_account_to_whoever_has_the_mailbox(
    person: Person, tmp_path: Path, make: Making
) -> None:
    make(person, tmp_path)
    stranger = register(stranger_to(person), **AWAY)
    assert verified(person, links(person)[-1], password=OWN) == OPENED
    assert stranger.log_in().json["code"] == "invalid_credentials"
    person.password = OWN
    assert person.log_in().json.get("code") is None


def test_a_disabled_account_stays_as_it_is_and_gets_no_link(person: Person, tmp_path: Path) -> None:
    disabled(person, tmp_path)
    [before], sent = rows(person.app, User), links(person)
    register(stranger_to(person), **AWAY)
    [after] = rows(person.app, User)
    assert (after.id, after.password_hash) == (before.id, before.password_hash)
    assert links(person) == sent
    assert verified(person, sent[-1], password=OWN) == DEAD
    assert person.log_in().json["code"] == "account_disabled"


def test_the_factor_that_an_operator_brought_along_stays(person: Person, tmp_path: Path) -> None:
    file = write(
        tmp_path, "x.csv", "email,verified,secret", f"{person.email},false,{'KRSXG5CT' * 4}"
    )
    assert flask(person.app, "users", "import", file).exit_code == 0
    register(person)
    assert verified(person, links(person)[-1], password=OWN) == OPENED
    person.password = OWN
    assert person.log_in().json["requires2FA"] is True


def test_past_the_limit_of_mails_the_account_stays_and_its_link_too(person: Person) -> None:
    make_unverified(person)
    for _ in range(7):
        register(stranger_to(person), **AWAY)
    sent = links(person)
    assert len(sent) == 6  # the operator's, and five
    assert verified(person, sent[-1], password=OWN) == OPENED


def test_a_verified_one_is_told_that_there_is_an_account(person: Person) -> None:
    register(person.register())
    assert "You already have an account at Second Lock" in subjects(person, person.email)
    assert len(links(person)) == 1


def test_an_operator_makes_an_account_over_a_registration_that_nobody_proved(
    person: Person,
) -> None:
    stranger = register(stranger_to(person), **AWAY)
    [old] = rows(person.app, User)
    make_unverified(person)
    [new] = rows(person.app, User)
    assert new.id != old.id
    assert rows(person.app, Registration) == []
    [dropped] = events(person.app, "account.registration_dropped")
    assert (dropped.subject_id, dropped.detail) == (old.id, {"reason": "operator"})
    assert stranger.log_in().json["code"] == "invalid_credentials"


def test_a_change_of_address_does_not_move_onto_an_operators_account(person: Person) -> None:
    bob = Person(person.app, person.clock, "bob@example.com").register().sign_in()
    assert ask_change(bob, person.email).status_code == 202
    token = newest_token(bob, "Confirm your new address", to=person.email)
    make_unverified(person)
    assert confirm(bob, token).json["code"] == "conflict"
    assert {each.email for each in rows(person.app, User)} == {bob.email, person.email}


def test_a_row_without_an_address_of_the_client_is_no_operators(person: Person) -> None:
    """A server behind a unix socket sees none; what an operator made is known by another mark."""
    register(stranger_to(person))
    execute(person.app, "UPDATE users SET created_from = ''")
    register(person)
    assert verified(person, links(person)[-1]) == OPENED
