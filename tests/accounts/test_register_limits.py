"""Promise: nobody floods the service with accounts or a mailbox with mails."""

from functools import partial

from tests.person import PASSWORD, Person, link_token, mails
from tests.racing import race

HOME = {"environ_overrides": {"REMOTE_ADDR": "198.51.100.7"}}
ELSEWHERE = {"environ_overrides": {"REMOTE_ADDR": "198.51.100.8"}}


def register(person: Person, number: int, **where: object) -> int:
    body = {"email": f"user{number}@example.com", "password": PASSWORD}
    return person.post("register", body, **where).status_code


def test_r54_an_address_registers_thirty_times_an_hour(person: Person) -> None:
    assert {register(person, number, **HOME) for number in range(30)} == {201}
    body = {"email": "one@more.example", "password": PASSWORD}
    refused = person.post("register", body, **HOME)
    assert (refused.status_code, refused.json["code"]) == (429, "too_many_requests")
    assert refused.headers["Retry-After"] == "3600" == str(refused.json["retryAfter"])
    assert register(person, 31, **ELSEWHERE) == 201
    person.clock.move(seconds=3600)
    assert register(person, 32, **HOME) == 201


def test_an_address_asks_for_thirty_mails_an_hour(person: Person) -> None:
    for number in range(30):
        body = {"email": f"user{number}@example.com"}
        assert person.post("verify-email/resend", body, **HOME).status_code == 202
    refused = person.post("verify-email/resend", {"email": "a@example.com"}, **HOME)
    assert (refused.status_code, refused.json["code"]) == (429, "too_many_requests")


def test_r53_forged_forwarding_headers_open_no_new_count(person: Person) -> None:
    for number in range(30):
        register(person, number, headers={"X-Forwarded-For": f"203.0.113.{number}"})
    assert register(person, 31, headers={"X-Forwarded-For": "203.0.113.99"}) == 429


def test_one_account_gets_five_mails_an_hour_and_the_answer_stays(person: Person) -> None:
    person.post("register", {"email": person.email, "password": PASSWORD})
    for _ in range(7):
        person.clock.move(seconds=1)
        answer = person.post("verify-email/resend", {"email": person.email})
        assert answer.status_code == 202
    # The one of the registration is of another kind: a stranger's must not use up the owner's.
    assert len(mails(person.app, person.clock.now())) == 1 + 5
    person.clock.move(seconds=3600)
    person.post("verify-email/resend", {"email": person.email})
    assert len(mails(person.app, person.clock.now())) == 1 + 5 + 1


def test_a_taken_account_gets_five_mails_an_hour_and_the_answer_stays(ann: Person) -> None:
    for _ in range(7):
        body = {"email": ann.email, "password": PASSWORD}
        assert ann.post("register", body).status_code == 201
    assert len(mails(ann.app, ann.clock.now())) == 5


def test_asking_beyond_the_limit_does_not_kill_the_link_that_was_mailed(person: Person) -> None:
    person.post("register", {"email": person.email, "password": PASSWORD})
    for _ in range(7):
        person.clock.move(seconds=1)
        person.post("verify-email/resend", {"email": person.email})
    newest = link_token(mails(person.app, person.clock.now())[-1])
    assert person.post("verify-email", {"token": newest}).status_code == 200


def test_registering_beyond_the_limit_leaves_the_link_that_was_mailed(person: Person) -> None:
    body = {"email": person.email, "password": PASSWORD}
    for _ in range(8):
        person.clock.move(seconds=1)
        assert person.post("register", body).status_code == 201
    sent = mails(person.app, person.clock.now())
    assert len(sent) == 5
    body = {"token": link_token(sent[-1])}
    assert person.post("verify-email", body).json["code"] == "password_required"
    assert person.post("verify-email", {**body, "password": PASSWORD}).status_code == 200


def test_registrations_that_race_call_nobody_an_owner(person: Person) -> None:
    body = {"email": person.email, "password": PASSWORD}
    answers = race([partial(person.other_browser().post, "register", body)] * 4)
    assert {answer.status_code for answer in answers} == {201}
    subjects = {mail["Subject"] for mail in mails(person.app, person.clock.now())}
    assert subjects == {"Verify your e-mail for Second Lock"}
