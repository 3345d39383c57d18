"""Promise: a challenge works once, for its purpose, its subject and five minutes (P02)."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial

import pytest
from flask import Flask

from app.core.errors import InvalidPasskey
from app.db import write_tx
from app.extensions import now, runtime
from app.factors.models import SpentChallenge
from app.passkeys.challenges import LIFE_SECONDS, check, new_challenge, spend
from tests.clock import FrozenClock
from tests.passkeys.authenticator import decoded, encoded
from tests.racing import race
from tests.rows import rows

MANY = 20
PURPOSES = ("register", "login", "second", "reauth")


@pytest.fixture(autouse=True)
def _in_the_app(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def made(purpose: str = "login", subject: str = "") -> str:
    return new_challenge(purpose, subject, now())


def used(challenge: str, purpose: str = "login", subject: str = "") -> bool:
    try:
        with write_tx() as tx:
            spend(tx, challenge, purpose=purpose, subject=subject, now=now())
    except InvalidPasskey:
        return False
    return True


def fits(challenge: str, purpose: str = "login", subject: str = "") -> bool:
    try:
        check(challenge, purpose=purpose, subject=subject, now=now())
    except InvalidPasskey:
        return False
    return True


def test_p02_a_challenge_works_once(app: Flask) -> None:
    challenge = made()
    assert fits(challenge)
    assert used(challenge)
    assert not used(challenge)
    assert used(made())
    assert len(rows(app, SpentChallenge)) == 2


def test_p02_making_and_checking_writes_no_row(app: Flask) -> None:
    assert fits(made())
    assert rows(app, SpentChallenge) == []


def test_p02_of_20_at_once_one_works(app: Flask) -> None:
    challenge = made()

    def use() -> bool:
        with app.app_context():
            return used(challenge)

    calls: list[Callable[[], bool]] = [partial(use)] * MANY
    assert sorted(race(calls)) == [False] * (MANY - 1) + [True]
    assert len(rows(app, SpentChallenge)) == 1


def test_p02_a_use_that_is_rolled_back_spends_nothing() -> None:
    challenge = made()

    def fail() -> None:
        with write_tx() as tx:
            spend(tx, challenge, purpose="login", subject="", now=now())
            raise InvalidPasskey

    with pytest.raises(InvalidPasskey):
        fail()
    assert used(challenge)


@pytest.mark.parametrize("purpose", PURPOSES)
def test_p02_a_challenge_is_for_one_purpose(purpose: str) -> None:
    challenge = made(purpose, "subject")
    assert [each for each in PURPOSES if fits(challenge, each, "subject")] == [purpose]
    assert [each for each in PURPOSES if used(challenge, each, "subject")] == [purpose]


def test_p02_a_challenge_is_for_one_subject() -> None:
    challenge = made("reauth", "one")
    assert not fits(challenge, "reauth", "other")
    assert not fits(challenge, "reauth", "")
    assert not used(challenge, "reauth", "other")
    assert used(challenge, "reauth", "one")


def test_p02_a_challenge_lives_five_minutes(clock: FrozenClock) -> None:
    first, second = made(), made()
    clock.move(seconds=LIFE_SECONDS - 0.001)
    assert used(first)
    clock.move(seconds=0.001)
    assert not fits(second)
    assert not used(second)


@pytest.mark.parametrize(("seconds", "is_near"), [(10, True), (10.001, False), (3600, False)])
def test_p02_a_clock_may_be_ten_seconds_behind(
    clock: FrozenClock, seconds: float, is_near: bool
) -> None:
    clock.move(seconds=seconds)
    challenge = made()
    clock.move(seconds=-seconds)
    assert fits(challenge) is is_near


def test_p02_the_row_outlives_the_challenge_on_every_clock(app: Flask) -> None:
    began = now()
    assert used(made())
    [row] = rows(app, SpentChallenge)
    assert row.expires_at == began + timedelta(seconds=LIFE_SECONDS + 10)


def test_p02_another_spelling_is_the_same_challenge() -> None:
    challenge = made()
    signed = decoded(challenge).decode()
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    others = [encoded(f"{signed[:-1]}{last}".encode()) for last in alphabet]
    again = [each for each in others if each != challenge and fits(each)]
    assert again  # the signature's last character has bits that nothing reads
    assert used(challenge)
    assert not any(used(each) for each in again)


@pytest.mark.parametrize(
    "text", ["", "=", "AAAA", "ö", "\ud800", "A" * 5000, encoded(b"\xff\xfe"), encoded(b"a.b")]
)
def test_p02_what_was_never_issued_is_refused(text: str) -> None:
    assert not fits(text)
    assert not used(text)


def test_p02_a_marker_of_another_purpose_is_no_challenge() -> None:
    payload = {"for": "login", "of": "", "n": "x", "at": 0}
    for signer in (runtime().markers, runtime().client_markers, runtime().access_tokens):
        assert not fits(encoded(signer.sign(payload).encode()))


def test_a_challenge_shows_no_subject_and_never_repeats() -> None:
    shown = [decoded(made("second", "the-nonce-of-a-login")).decode() for _ in range(50)]
    assert len(set(shown)) == 50
    payloads = [json.dumps(runtime().passkey_challenges.read(each)) for each in shown]
    assert not any("the-nonce" in each for each in payloads)
