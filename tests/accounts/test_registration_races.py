"""Promise: registrations, proofs and refusals of one address that race are decided once, on both
databases."""

from functools import partial

from app.accounts.models import Registration
from app.users.models import User
from tests.accounts.registrations import (
    ASKED,
    DEAD,
    OPENED,
    OWN,
    links,
    register,
    stranger_to,
    verified,
)
from tests.person import Person
from tests.racing import race
from tests.rows import events, execute, rows

ROUNDS = 5


def test_twenty_parallel_proofs_open_once_and_one_password_counts(person: Person) -> None:
    link = links(register(person))[-1]
    browsers = [person.other_browser() for _ in range(20)]
    words = [f"{OWN} {number}" for number in range(20)]
    answers = race(
        [
            partial(verified, one, link, password=word)
            for one, word in zip(browsers, words, strict=True)
        ]
    )
    assert sorted(answers) == [OPENED] + [DEAD] * 19
    person.password = words[answers.index(OPENED)]
    assert person.log_in().status_code == 200
    assert len(events(person.app, "account.email_verified")) == 1


def test_of_two_registrations_at_once_the_later_one_counts_and_both_are_mailed(
    person: Person,
) -> None:
    for _ in range(ROUNDS):
        person.clock.move(seconds=3601)
        stranger, before = stranger_to(person), len(links(person))
        race([partial(register, person), partial(register, stranger)])
        [user], [waiting] = rows(person.app, User), rows(person.app, Registration)
        assert waiting.user_id == user.id
        newest = links(person)[before:]
        assert len(newest) == 2
        found = [verified(one, link) for one in (person, stranger) for link in newest]
        assert found.count(OPENED) == 1
        assert set(found) <= {OPENED, ASKED, DEAD}
        _forget(person)


def test_a_proof_that_races_with_a_registration_is_whole_or_did_not_happen(
    person: Person,
) -> None:
    for _ in range(ROUNDS):
        person.clock.move(seconds=3601)
        owner, stranger = person.other_browser(), stranger_to(person)
        link = links(register(owner))[-1]
        outcome, _ = race([partial(verified, owner, link), partial(_registered, stranger)])
        [user] = rows(person.app, User)
        if outcome == OPENED:
            assert user.email_verified_at is not None
            assert owner.log_in().status_code == 200
        else:
            assert outcome == DEAD
            assert user.email_verified_at is None
            assert verified(stranger, links(person)[-1]) == OPENED
        _forget(person)


def test_a_proof_that_races_with_a_refusal_is_decided_once(person: Person) -> None:
    for _ in range(ROUNDS):
        person.clock.move(seconds=3601)
        link = links(register(person))[-1]
        elsewhere = person.other_browser()
        proved, declined = race(
            [partial(verified, person, link), partial(_declined, elsewhere, link)]
        )
        assert (proved, declined) in {(OPENED, DEAD), (DEAD, OPENED)}
        assert len(rows(person.app, User)) == (proved == OPENED)
        _forget(person)


def _registered(person: Person) -> tuple[int, str | None]:
    register(person)
    return 201, None


def _declined(person: Person, token: str) -> tuple[int, str | None]:
    answer = person.post("verify-email/decline", {"token": token})
    return answer.status_code, answer.json.get("code")


def _forget(person: Person) -> None:
    execute(person.app, "DELETE FROM users")
