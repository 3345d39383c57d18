"""Promise: what happens at the same moment is decided once: links, addresses, registrations (R44,
R80, R82)."""

from functools import partial

import pytest

from app.accounts.mailed_links import spend
from app.accounts.models import CHANGE_EMAIL, MailToken
from app.core.errors import InvalidToken
from app.db import write_tx
from app.users.models import User
from tests.accounts.links import ask_change, confirm, newest_token
from tests.person import PASSWORD, Person, link_token, mails
from tests.proofs import part_of
from tests.racing import must_wait, race
from tests.rows import events, rows

CONFIRM = "Confirm your new address"


def from_place(number: int) -> dict[str, object]:
    return {"environ_overrides": {"REMOTE_ADDR": f"198.51.100.{number}"}}


def test_r80_fifty_parallel_verifications_open_once(person: Person) -> None:
    person.post("register", {"email": person.email, "password": PASSWORD})
    token = link_token(mails(person.app, person.clock.now())[-1])
    body = {"token": token, "password": PASSWORD}
    browsers = [person.other_browser() for _ in range(50)]
    answers = race(
        [
            partial(one.post, "verify-email", body, **from_place(number))
            for number, one in enumerate(browsers)
        ]
    )
    assert sorted(answer.status_code for answer in answers) == [200] + [400] * 49
    assert len(events(person.app, "account.email_verified")) == 1


def test_r44_fifty_parallel_registrations_of_two_spellings_make_one_account(
    person: Person,
) -> None:
    spellings = ["ann@example.com", "ANN＠Example.com"] * 25
    browsers = [person.other_browser() for _ in spellings]
    answers = race(
        [
            partial(
                one.post, "register", {"email": email, "password": PASSWORD}, **from_place(number)
            )
            for number, (one, email) in enumerate(zip(browsers, spellings, strict=True))
        ]
    )
    assert [answer.status_code for answer in answers] == [201] * 50
    [user] = rows(person.app, User)
    assert user.email == "ann@example.com"


def test_fifty_parallel_confirmations_move_the_account_once(ann: Person) -> None:
    ask_change(ann.sign_in(), "ann@new.example")
    token = newest_token(ann, CONFIRM)
    browsers = [ann.other_browser() for _ in range(50)]
    for one in browsers:
        one.use_cookie("second_lock_session", ann.held_cookie("second_lock_session"))
    answers = race(
        [
            partial(one.post, "email/confirm", {"token": token}, **from_place(number))
            for number, one in enumerate(browsers)
        ]
    )
    # The session goes on under a new id: whoever comes too late has a dead link or a dead cookie.
    first, *others = sorted(answer.status_code for answer in answers)
    assert first == 200
    assert set(others) <= {400, 401}
    assert len(events(ann.app, "account.email_changed")) == 1


def test_r82_of_two_accounts_that_want_one_address_one_gets_it(ann: Person, bob: Person) -> None:
    tokens = []
    for person in (ann, bob):
        ask_change(person.sign_in(), "both@new.example")
        tokens.append(newest_token(person, CONFIRM))
        person.clock.move(seconds=1)
    answers = race(
        [
            lambda: confirm(ann, tokens[0]).status_code,
            lambda: confirm(bob, tokens[1]).status_code,
        ]
    )
    assert sorted(answers) == [200, 409]
    assert sorted(user.email for user in rows(ann.app, User))[-1] == "both@new.example"


def test_r82_the_confirmed_address_is_the_one_that_got_the_mail(ann: Person) -> None:
    """CVE-2026-32700: two changes in parallel, whose address and token must not mix."""
    twin = ann.sign_in().other_browser().sign_in()
    for turn in range(part_of(50)):
        ann.clock.move(seconds=301)
        for each in (ann, twin):
            assert each.reauth(password=ann.password).status_code == 200
        wanted = [f"one{turn}@new.example", f"two{turn}@new.example"]
        place = from_place(turn)
        answers = race(
            [
                partial(ask_change, who, email, **place)
                for who, email in zip((ann, twin), wanted, strict=True)
            ]
        )
        assert [answer.status_code for answer in answers] == [202, 202]
        sent = {m["To"]: m for m in mails(ann.app, ann.clock.now()) if m["To"] in wanted}
        [pending] = [each for each in rows(ann.app, MailToken) if each.purpose == CHANGE_EMAIL]
        opened = {
            email: ann.post("email/confirm", {"token": link_token(mail)}, **place).status_code
            for email, mail in sent.items()
        }
        assert sorted(opened.values()) == [200, 400]
        [confirmed] = [email for email, status in opened.items() if status == 200]
        assert confirmed == pending.new_email
        [user] = rows(ann.app, User)
        assert user.email == confirmed
        ann.email = twin.email = confirmed
        twin.sign_in()


def test_r80_a_link_that_another_node_spends_meanwhile_is_spent(ann: Person) -> None:
    ask_change(ann.sign_in(), "new@example.com")
    token = newest_token(ann, CONFIRM)

    def follow() -> None:
        with ann.app.app_context(), write_tx() as tx:
            spend(tx, token, CHANGE_EMAIL, ann.clock.now())

    with ann.app.app_context(), write_tx() as tx:
        spend(tx, token, CHANGE_EMAIL, ann.clock.now())
        waiting = must_wait(follow)
    with pytest.raises(InvalidToken):
        waiting.result(timeout=10)
