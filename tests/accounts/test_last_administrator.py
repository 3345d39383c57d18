"""Promise: somebody always administers: the last who does is neither demoted, disabled nor deleted
(R90, I10)."""

from collections.abc import Callable

import pytest

from app.accounts import by_operator
from app.accounts.by_operator import set_role
from app.config.operators import operator_act
from app.core.errors import Conflict
from app.users.models import User
from tests.person import Person
from tests.racing import race
from tests.rows import execute, id_of_address, rows


def administrators(person: Person) -> list[str]:
    return [u.email for u in rows(person.app, User) if u.role == "admin" and not u.disabled_at]


def become(person: Person, role: str) -> None:
    [user] = [each for each in rows(person.app, User) if each.email == person.email]
    if user.role == role:
        return
    with person.app.app_context():
        set_role(user.id, role, act=operator_act(person.clock.now()))


def demote(person: Person) -> None:
    become(person, "user")


def disable(person: Person) -> None:
    with person.app.app_context():
        by_operator.disable(
            id_of_address(person.app, person.email), act=operator_act(person.clock.now())
        )


def delete(person: Person) -> None:
    with person.app.app_context():
        by_operator.delete(
            id_of_address(person.app, person.email), act=operator_act(person.clock.now())
        )


leaving = pytest.mark.parametrize("leave", [demote, disable, delete])


@leaving
def test_r90_the_last_administrator_stays(ann: Person, leave: Callable[[Person], None]) -> None:
    become(ann, "admin")
    with pytest.raises(Conflict, match="last administrator"):
        leave(ann)
    assert administrators(ann) == [ann.email]


@leaving
def test_i10_an_administrator_with_an_unproven_address_does_not_count(
    ann: Person, bob: Person, leave: Callable[[Person], None]
) -> None:
    become(ann, "admin")
    become(bob, "admin")
    execute(
        bob.app, "UPDATE users SET email_verified_at = NULL WHERE email = :email", email=bob.email
    )
    with pytest.raises(Conflict):
        leave(ann)


@leaving
def test_r90_a_disabled_administrator_does_not_count(
    ann: Person, bob: Person, leave: Callable[[Person], None]
) -> None:
    become(ann, "admin")
    become(bob, "admin")
    disable(bob)
    with pytest.raises(Conflict):
        leave(ann)


@leaving
def test_one_of_two_may_leave(ann: Person, bob: Person, leave: Callable[[Person], None]) -> None:
    become(ann, "admin")
    become(bob, "admin")
    leave(ann)
    assert administrators(bob) == [bob.email]


def test_r90_two_who_leave_at_once_do_not_both_go(ann: Person, bob: Person) -> None:
    for _ in range(5):
        become(ann, "admin")
        become(bob, "admin")

        def leaves(who: Person) -> bool:
            try:
                demote(who)
            except Exception:
                return False
            return True

        race([lambda: leaves(ann), lambda: leaves(bob)])
        assert len(administrators(ann)) == 1
