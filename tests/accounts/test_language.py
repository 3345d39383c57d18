"""Promise: an account has the language that its owner chose, and its mails are in it."""

from email.message import EmailMessage

import pytest

from app.users.models import User
from tests.client import Answer
from tests.person import PASSWORD, Person, link_token, mails, text_of
from tests.rows import rows


def _register(person: Person, *, accepts: str = "", **more: str) -> None:
    body = {"email": person.email, "password": PASSWORD, **more}
    headers = {"Accept-Language": accepts}
    assert person.post("register", body, headers=headers).status_code == 201


def _newest(person: Person) -> EmailMessage:
    return mails(person.app, person.clock.now())[-1]


def _locale(person: Person) -> str:
    [user] = rows(person.app, User)
    return str(user.locale)


def _change(person: Person, **body: object) -> Answer:
    return person.call("PATCH", "me", body)


@pytest.mark.parametrize(
    ("accepts", "locale", "subject"),
    [
        ("de-AT,de;q=0.9", "de", "Bestätigen Sie Ihre E-Mail für Second Lock"),
        ("en-US,en;q=0.9,de;q=0.8", "en", "Verify your e-mail for Second Lock"),
        ("fr", "", "Verify your e-mail for Second Lock"),
        ("", "", "Verify your e-mail for Second Lock"),
    ],
)
def test_a_registration_takes_the_browsers_language(
    person: Person, accepts: str, locale: str, subject: str
) -> None:
    _register(person, accepts=accepts)
    assert _locale(person) == locale
    assert (_newest(person)["Subject"], _newest(person)["Content-Language"]) == (
        subject,
        locale or "en",
    )


def test_what_a_registration_says_counts_more_than_the_browser(person: Person) -> None:
    _register(person, accepts="en", locale="de")
    assert _locale(person) == "de"


def test_a_german_mail_tells_its_day_and_its_span_in_german(person: Person) -> None:
    _register(person, accepts="de")
    text = text_of(_newest(person))
    assert "21.11.2026, 12:00 UTC" in text
    assert "innerhalb von 24 Stunden" in " ".join(text.split())


def test_only_a_language_that_exists_is_taken(ann: Person) -> None:
    ann.sign_in()
    for locale in ("fr", "", "DE", "de-AT", "../de", None, 5):
        told = _change(ann, locale=locale)
        assert (told.status_code, list(told.json["fields"])) == (400, ["locale"])
    body = {"email": "x@example.com", "password": PASSWORD, "locale": "fr"}
    assert list(ann.post("register", body).json["fields"]) == ["locale"]
    assert ann.get("me").json["user"]["locale"] == ""


def test_the_next_mail_is_in_the_language_that_was_chosen(ann: Person) -> None:
    changed = _change(ann.sign_in(), locale="de")
    assert changed.json["user"]["locale"] == "de"
    assert (ann.get("me").json["user"]["locale"], changed.json["user"]["name"]) == ("de", "")
    ann.post("password/forgot", {"email": ann.email})
    assert _newest(ann)["Subject"] == "Setzen Sie ein neues Passwort für Second Lock"
    assert _change(ann, locale="en", name="Ann").json["user"]["name"] == "Ann"
    ann.post("password/forgot", {"email": ann.email})
    assert _newest(ann)["Subject"] == "Set a new password for Second Lock"


def test_a_language_is_the_accounts_and_nobody_elses(ann: Person, bob: Person) -> None:
    _change(ann.sign_in(), locale="de")
    assert bob.sign_in().get("me").json["user"]["locale"] == ""


def test_the_owner_of_a_taken_address_is_told_in_their_own_language(
    ann: Person, bob: Person
) -> None:
    _change(ann.sign_in(), locale="de")
    _register(Person(ann.app, ann.clock, ann.email), accepts="en")
    assert _newest(ann)["Subject"] == "Sie haben schon ein Konto bei Second Lock"
    bob.sign_in().post("email/change", {"email": ann.email, "password": PASSWORD})
    told = {each["Subject"]: each["To"] for each in mails(ann.app, ann.clock.now())[-2:]}
    assert told == {
        "A new address was asked for": bob.email,
        "Sie haben schon ein Konto bei Second Lock": ann.email,
    }


def test_a_stranger_leaves_no_language_on_the_account_of_who_owns_the_mailbox(
    person: Person,
) -> None:
    _register(person, accepts="de")
    token = link_token(_newest(person))
    owner = person.other_browser()
    body = {"token": token, "password": "quite another phrase of words"}
    headers = {"Accept-Language": "en-GB"}
    assert owner.post("verify-email", body, headers=headers).status_code == 200
    assert _locale(person) == "en"


def test_an_unknown_address_is_answered_in_the_language_all_the_same(person: Person) -> None:
    answer = person.post(
        "password/forgot", {"email": "no@example.com"}, headers={"Accept-Language": "de"}
    )
    assert answer.json["message"] == "Hat diese Adresse ein Konto, ist eine Mail unterwegs."
