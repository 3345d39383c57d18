"""Promise: asking for a new password tells nobody whether an address has an account, and only its
mailbox learns (R42, R43)."""

import json

import pytest

from app.accounts.models import MailToken
from app.mail.models import OutboxMail
from tests.accounts.links import NEW, newest_token, reset, reset_token
from tests.accounts.test_register_answers import shown
from tests.auth.test_same_work import counting
from tests.person import PASSWORD, Person, mails, text_of
from tests.rows import dump, events, execute, rows

HOME = {"environ_overrides": {"REMOTE_ADDR": "198.51.100.7"}}


def ask(person: Person, email: str, **more: object) -> object:
    return person.post("password/forgot", {"email": email}, **more)


def test_r43_known_unknown_unverified_and_disabled_get_one_answer(ann: Person, bob: Person) -> None:
    ann.post("register", {"email": "new@example.com", "password": PASSWORD})
    execute(ann.app, "UPDATE users SET disabled_at = created_at WHERE email = 'bob@example.com'")
    answers = [
        shown(ann.post("password/forgot", {"email": email}))
        for email in (ann.email, "nobody@example.com", "new@example.com", bob.email)
    ]
    assert answers[0] == answers[1] == answers[2] == answers[3]
    assert answers[0][0] == 202
    assert "Set-Cookie" not in dict(answers[0][2])


def test_only_the_owner_of_a_working_account_gets_a_mail(ann: Person, bob: Person) -> None:
    execute(ann.app, "UPDATE users SET disabled_at = created_at WHERE email = 'bob@example.com'")
    before = len(mails(ann.app, ann.clock.now()))
    for email in ("nobody@example.com", bob.email):
        ask(ann, email)
    assert len(mails(ann.app, ann.clock.now())) == before
    ask(ann, " ANN@Example.com ")
    newest = mails(ann.app, ann.clock.now())[-1]
    assert newest["To"] == ann.email
    assert "/reset-password#token=" in text_of(newest)


@pytest.mark.parametrize("path", ["password/forgot", "verify-email/resend"])
def test_r42_known_and_unknown_addresses_cost_the_same_work(person: Person, path: str) -> None:
    person.post("register", {"email": person.email, "password": PASSWORD})
    work, left = [], []
    for address in (person.email, "nobody@example.com"):
        before = len(rows(person.app, OutboxMail))
        with counting(person.app) as statements:
            person.post(path, {"email": address})
        work.append(statements)
        left.append(len(rows(person.app, OutboxMail)) - before)
    assert work[0] == work[1]
    assert left == [1, 1]
    assert len([each for each in rows(person.app, MailToken) if each.user_id is None]) == 1


def test_r42_a_verified_address_costs_a_resend_the_same_work(ann: Person) -> None:
    work = []
    for address in (ann.email, "nobody@example.com"):
        with counting(ann.app) as statements:
            ann.post("verify-email/resend", {"email": address})
        work.append(statements)
    assert work[0] == work[1]


def test_r80_the_database_holds_only_the_hash(ann: Person) -> None:
    token = reset_token(ann)
    assert len(token) >= 43
    assert token not in dump(ann.app)


def test_r80_the_link_points_to_the_configured_address(ann: Person) -> None:
    ask(ann, ann.email, headers={"Host": "evil.example"})
    text = text_of(mails(ann.app, ann.clock.now())[-1])
    assert "http://localhost:8000/reset-password#token=" in text
    assert "evil" not in text


def test_one_account_gets_five_mails_an_hour_and_the_answer_stays(ann: Person) -> None:
    before = len(mails(ann.app, ann.clock.now()))  # registering is a kind of its own
    for _ in range(7):
        ann.clock.move(seconds=1)
        assert ann.post("password/forgot", {"email": ann.email}).status_code == 202
    assert len(mails(ann.app, ann.clock.now())) == before + 5
    token = newest_token(ann, "Set a new password")
    assert reset(ann, token, NEW).status_code == 200  # the last one mailed is alive


def test_r54_an_address_asks_for_thirty_mails_an_hour(ann: Person) -> None:
    for number in range(30):
        body = {"email": f"user{number}@example.com"}
        assert ann.post("password/forgot", body, **HOME).status_code == 202
    refused = ann.post("password/forgot", {"email": "a@example.com"}, **HOME)
    assert (refused.status_code, refused.json["code"]) == (429, "too_many_requests")


def test_what_is_no_address_is_refused(ann: Person) -> None:
    for email in ["", "ann", 5, None, ["ann@example.com"]]:
        refused = ann.post("password/forgot", {"email": email})
        assert (refused.status_code, refused.json["code"]) == (400, "invalid_request")


def test_asking_is_in_the_history_without_the_address(ann: Person) -> None:
    ask(ann, ann.email)
    ask(ann, "nobody@example.com")
    known, unknown = events(ann.app, "account.reset_asked")
    assert known.subject_id is not None
    assert unknown.subject_id is None
    assert "example.com" not in json.dumps(unknown.facts())
