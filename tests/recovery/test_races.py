"""Promise: of a finish and what ends a recovery at the same moment one wins whole, on two nodes too
(V03, V04, V05)."""

from collections.abc import Callable
from functools import partial

import pytest

from tests.accounts.links import NEW, reset_token
from tests.client import Answer
from tests.person import Person, mails
from tests.racing import race
from tests.recovery.nodes import node
from tests.recovery.story import finish, ready, recoveries, states_of, stop_token
from tests.rows import events

Rival = Callable[[Person, Person], Callable[[], Answer]]


def stop_by_mail(ann: Person, there: Person) -> Callable[[], Answer]:
    link = stop_token(mails(ann.app, ann.clock.now()), ann.email)
    return partial(there.post, "recovery/stop", {"token": link})


def stop_by_session(ann: Person, there: Person) -> Callable[[], Answer]:
    return partial(ann.call, "DELETE", "recovery")


def sign_in_by_code(ann: Person, there: Person) -> Callable[[], Answer]:
    return there.half().verify


def set_password(ann: Person, there: Person) -> Callable[[], Answer]:
    body = {"token": reset_token(ann), "password": NEW}
    return partial(there.post, "password/reset", body)


ENDED: dict[Rival, tuple[str, str]] = {
    stop_by_mail: ("stopped", "mail"),
    stop_by_session: ("stopped", "session"),
    sign_in_by_code: ("ended", "factor"),
    set_password: ("ended", "password"),
}


@pytest.mark.parametrize("rival", ENDED, ids=lambda each: each.__name__)
def test_v04_a_finish_and_its_rival_do_not_both_win(enrolled: Person, rival: Rival) -> None:
    token = ready(enrolled)
    with node(enrolled.app, enrolled.clock) as other:
        there = Person(other, enrolled.clock)
        there.secret = enrolled.secret
        act, winner = rival(enrolled, there), enrolled.other_browser()
        calls: list[Callable[[], Answer]] = [partial(finish, winner, token), act]
        finished, _ = race(calls)
    [(state, reason)] = states_of(enrolled.app)
    assert (state, reason) in {("finished", ""), ENDED[rival]}
    assert (finished.status_code == 200) is (state == "finished")
    assert len(events(enrolled.app, "recovery.finished")) == (state == "finished")
    if state != "finished":
        assert not winner.is_signed_in()
    assert recoveries(enrolled.app)[0].token_hash is None


def test_v05_of_many_presses_at_once_one_stops_it(enrolled: Person) -> None:
    ready(enrolled)
    sent = mails(enrolled.app, enrolled.clock.now())
    links = [stop_token(sent, enrolled.email, place) for place in (0, 1, 2)] * 2
    people = [enrolled.other_browser() for _ in links]
    answers = race(
        [
            partial(who.post, "recovery/stop", {"token": link})
            for who, link in zip(people, links, strict=True)
        ]
    )
    assert {each.status_code for each in answers} == {200}
    assert len(events(enrolled.app, "recovery.stopped")) == 1
