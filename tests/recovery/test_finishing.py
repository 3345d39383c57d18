"""Promise: the link that finishes a recovery works once, for a day, with the password, and five
wrong passwords void it (V03)."""

from functools import partial

from tests.accounts.links import reset, reset_token
from tests.person import Person, mails
from tests.racing import race
from tests.recovery.nodes import node
from tests.recovery.story import (
    DAY,
    WAIT,
    add_recovery_address,
    advance,
    begin,
    begun,
    finish,
    finish_token,
    is_refused,
    ready,
    recovered,
    recoveries,
    sent_to,
    states_of,
    wait,
    words,
)
from tests.rows import dump, events, execute

WRONG = "wrong horse battery"
SECOND = "second@example.com"


def test_v03_the_link_is_mailed_to_the_account_alone_and_kept_as_a_hash(enrolled: Person) -> None:
    add_recovery_address(enrolled, SECOND)
    token = ready(enrolled)
    assert len(token) == 43
    assert token not in dump(enrolled.app)
    assert not any("/finish-recovery#" in words(each) for each in sent_to(enrolled, SECOND))
    assert sum(token in words(each) for each in mails(enrolled.app, enrolled.clock.now())) == 1


def test_v03_it_works_once(enrolled: Person) -> None:
    token = ready(enrolled)
    assert finish(enrolled.other_browser(), token).status_code == 200
    assert is_refused(finish(enrolled.other_browser(), token), 400, "invalid_token")


def test_v03_of_many_at_once_on_two_nodes_one_gets_in(enrolled: Person) -> None:
    token = ready(enrolled)
    with node(enrolled.app, enrolled.clock) as other:
        people = [Person(each, enrolled.clock) for each in (enrolled.app, other) * 2]
        answers = race([partial(finish, who, token) for who in people])
    assert sorted(each.status_code for each in answers) == [200, 400, 400, 400]
    assert len(events(enrolled.app, "recovery.finished")) == 1
    assert sum(who.is_signed_in() for who in people) == 1


def test_v03_it_lives_a_day(enrolled: Person) -> None:
    token = ready(enrolled)
    enrolled.clock.move(seconds=DAY)
    assert is_refused(finish(enrolled.other_browser(), token), 400, "invalid_token")
    advance(enrolled.app)
    assert states_of(enrolled.app) == [("lapsed", "unused")]
    assert "was not used within a day" in words(sent_to(enrolled, enrolled.email)[-1])


def test_v03_it_belongs_to_its_recovery_alone(enrolled: Person) -> None:
    older = ready(enrolled)
    enrolled.clock.move(seconds=DAY)
    advance(enrolled.app)
    newer = ready(enrolled)
    assert newer != older
    assert is_refused(finish(enrolled.other_browser(), older), 400, "invalid_token")
    assert finish(enrolled.other_browser(), newer).status_code == 200


def test_v03_without_the_password_nothing_opens(enrolled: Person) -> None:
    token = ready(enrolled)
    there = enrolled.other_browser()
    for body in ({"token": token}, {"token": token, "password": ""}, {"password": "x"}, {}):
        assert there.post("recovery/finish", body).status_code == 400
    assert not there.is_signed_in()
    assert recoveries(enrolled.app)[0].tries == 0


def test_v03_the_fifth_wrong_password_voids_the_link(enrolled: Person) -> None:
    token, there = ready(enrolled), enrolled.other_browser()
    for left in (4, 3, 2, 1, 0):
        answer = finish(there, token, WRONG)
        assert is_refused(answer, 400, "invalid_password")
        assert answer.json["attemptsLeft"] == left
    assert is_refused(finish(there, token), 400, "invalid_token")
    assert states_of(enrolled.app) == [("lapsed", "wrong-passwords")]
    assert "five wrong passwords" in words(sent_to(enrolled, enrolled.email)[-1])
    refused = events(enrolled.app, "account.password_refused")
    assert [each.detail for each in refused] == [{"surface": "recovery"}] * 5


def test_v03_the_right_one_after_four_wrong_ones_still_works(enrolled: Person) -> None:
    token, there = ready(enrolled), enrolled.other_browser()
    for _ in range(4):
        finish(there, token, WRONG)
    assert finish(there, token).status_code == 200


def test_v03_a_try_is_counted_before_the_check_so_a_burst_gets_five(enrolled: Person) -> None:
    token = ready(enrolled)
    with node(enrolled.app, enrolled.clock) as other:
        people = [Person(each, enrolled.clock) for each in (enrolled.app, other) * 6]
        answers = race([partial(finish, who, token, WRONG) for who in people])
    codes = [each.json["code"] for each in answers]
    assert codes.count("invalid_password") == 5
    assert codes.count("invalid_token") == 7
    assert len(events(enrolled.app, "account.password_refused")) == 5
    assert states_of(enrolled.app) == [("lapsed", "wrong-passwords")]


def test_v03_a_wrong_password_counts_as_a_wrong_login(enrolled: Person) -> None:
    token = ready(enrolled)
    stranger = Person(enrolled.app, enrolled.clock)
    stranger.password = WRONG
    for _ in range(6):
        assert stranger.log_in().status_code == 401
    for _ in range(4):
        assert is_refused(finish(stranger, token, WRONG), 400, "invalid_password")
    assert is_refused(stranger.log_in(), 429, "too_many_attempts")


def test_v03_a_password_that_was_not_checked_costs_no_try(enrolled: Person) -> None:
    token = ready(enrolled)
    stranger = Person(enrolled.app, enrolled.clock)
    stranger.password = WRONG
    for _ in range(10):
        stranger.log_in()
    answer = finish(stranger, token, enrolled.password)
    assert is_refused(answer, 429, "too_many_attempts")
    assert recoveries(enrolled.app)[0].tries == 0
    enrolled.clock.move(seconds=answer.json["retryAfter"])
    assert finish(stranger, token, enrolled.password).status_code == 200


def test_v03_a_right_password_counts_as_no_wrong_one(enrolled: Person) -> None:
    recovered(enrolled)
    assert finish(enrolled.other_browser(), "A" * 43).status_code == 400
    stranger = enrolled.other_browser()
    stranger.password = WRONG
    assert [stranger.log_in().status_code for _ in range(11)] == [401] * 10 + [429]


def test_tokens_that_open_nothing_are_counted_by_address(enrolled: Person) -> None:
    there = enrolled.other_browser()
    for text in ["", "x", "A" * 43, "ü" * 43, "A" * 128]:
        assert finish(there, text).status_code == 400
    answers = [finish(there, "A" * 43).status_code for _ in range(30)]
    assert answers[-1] == 429
    token = ready(enrolled)
    assert finish(there, token).status_code == 200  # which no count refuses


def test_v10_a_link_of_an_account_that_is_disabled_meanwhile_opens_nothing(
    enrolled: Person,
) -> None:
    token = ready(enrolled)
    execute(enrolled.app, "UPDATE users SET disabled_at = created_at")
    assert is_refused(finish(enrolled.other_browser(), token), 400, "invalid_token")
    advance(enrolled.app)
    assert states_of(enrolled.app) == [("ended", "operator")]


def test_a_link_is_void_with_whatever_raises_the_version_of_the_tokens(enrolled: Person) -> None:
    token = ready(enrolled)
    execute(enrolled.app, "UPDATE users SET token_version = token_version + 1")
    assert is_refused(finish(enrolled.other_browser(), token), 400, "invalid_token")
    advance(enrolled.app)
    assert states_of(enrolled.app) == [("ended", "changed")]


def test_a_mailbox_alone_that_reads_the_link_gets_nowhere(enrolled: Person) -> None:
    token = ready(enrolled)
    assert reset(enrolled, reset_token(enrolled), "another horse battery").status_code == 200
    thief = enrolled.other_browser()
    assert is_refused(finish(thief, token, "another horse battery"), 400, "invalid_token")
    thief.password = "another horse battery"
    assert is_refused(begin(thief), 403, "recovery_unavailable")


def test_one_account_s_link_takes_no_other_password(enrolled: Person, bob: Person) -> None:
    bob.sign_in()
    token = ready(enrolled)
    bob.password = "another battery horse"
    assert is_refused(finish(bob, token, bob.password), 400, "invalid_password")
    assert finish(bob, token, enrolled.password).status_code == 200  # both were right
    assert bob.get("me").json["user"]["email"] == enrolled.email


def test_the_session_that_the_browser_had_is_replaced(enrolled: Person, bob: Person) -> None:
    bob.sign_in()
    before = bob.held_cookie("second_lock_session")
    begun(enrolled)
    assert finish(bob, finish_token(wait(enrolled, WAIT)), enrolled.password).status_code == 200
    old = Person(bob.app, bob.clock, bob.email)
    old.use_cookie("second_lock_session", before)
    assert not old.is_signed_in()
