"""Promise: however an address is spelt, and however fast it is registered, it is one account."""

from functools import partial

from app.users.models import User
from tests.person import PASSWORD, Person, mails
from tests.racing import race
from tests.rows import events, rows


def test_r44_spellings_of_one_address_are_one_account(ann: Person) -> None:
    for spelling in [
        "ANN@example.com",
        " ann@example.com ",
        "ann＠example.com",
        "ａnn@EXAMPLE.com",
        "Ann@Example.Com",
    ]:
        stranger = ann.other_browser()
        stranger.post("register", {"email": spelling, "password": "another horse battery"})
        assert [user.email for user in rows(ann.app, User)] == ["ann@example.com"]
        ann.email = spelling
        assert ann.log_in().status_code == 200


def test_r44_the_mail_goes_to_the_stored_address(ann: Person) -> None:
    ann.post("register", {"email": "ANN＠example.com", "password": PASSWORD})
    assert mails(ann.app, ann.clock.now())[-1]["To"] == "ann@example.com"


def test_r44_control_characters_make_no_second_account(ann: Person) -> None:
    for email in ["ann@example.com\n", "ann@exam\nple.com", "ann\x00@example.com"]:
        answer = ann.post("register", {"email": email, "password": PASSWORD})
        assert answer.status_code in {201, 400}
        assert [user.email for user in rows(ann.app, User)] == ["ann@example.com"]


def test_r44_a_dotless_i_is_another_address(bob: Person) -> None:
    bob.post("register", {"email": "mike@example.com", "password": PASSWORD})
    bob.post("register", {"email": "mıke@example.com", "password": PASSWORD})
    assert mails(bob.app, bob.clock.now())[-1]["To"].count("@") == 1
    assert len({user.email for user in rows(bob.app, User)}) == len(rows(bob.app, User)) == 3


def test_r44_a_domain_with_a_sharp_s_is_nobody_elses(person: Person) -> None:
    for domain in ["straße.example", "strasse.example"]:
        person.email = f"ann@{domain}"
        person.register().log_in()
    receivers = [mail["To"] for mail in mails(person.app, person.clock.now())]
    assert receivers[0] == "ann@xn--strae-oqa.example"
    assert "ann@strasse.example" in receivers
    assert {user.email for user in rows(person.app, User)} == {
        "ann@straße.example",
        "ann@strasse.example",
    }


def test_r44_two_spellings_registered_in_parallel_make_one_row(person: Person) -> None:
    spellings = ["ann@example.com", "ANN＠Example.com"] * 10
    browsers = [person.other_browser() for _ in spellings]
    answers = race(
        [
            partial(one.post, "register", {"email": email, "password": PASSWORD})
            for one, email in zip(browsers, spellings, strict=True)
        ]
    )
    assert [answer.status_code for answer in answers] == [201] * 20
    [user] = rows(person.app, User)
    assert user.email == "ann@example.com"
    assert events(person.app, "account.registered")[-1].subject_id == user.id
