"""Promise: what has expired is removed, by command and by itself about once an hour, and nothing
that still counts is touched."""

import json
import threading
import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from app.accounts.models import MailToken
from app.app_tokens.models import AppToken
from app.db import write_tx
from app.extensions import db, now
from app.factors.models import SpentChallenge, TotpSecret
from app.invitations.models import Invitation
from app.lockout.models import AttemptKey, AttemptRow
from app.maintenance.purge import expired, longest_window, purge, purge_hourly
from app.recovery.models import FormerAddress, Recovery, RecoveryAddress
from app.sessions.models import AuthSession, KnownBrowser, LoginChallenge, TrustedDevice
from app.web.background import Task, keep_working
from tests.accounts.links import trust
from tests.accounts.registrations import links, verified
from tests.app_tokens.making import make, put
from tests.invitations.house import join, shown
from tests.passkeys.owning import add_passkey
from tests.person import Person
from tests.racing import race
from tests.recovery.story import leave_behind
from tests.rows import events, execute, rows

DAY = 86400
TABLES: tuple[type[Any], ...] = (
    AuthSession,
    LoginChallenge,
    MailToken,
    AttemptRow,
    AttemptKey,
    KnownBrowser,
    TrustedDevice,
    AppToken,
    SpentChallenge,
    TotpSecret,
    Invitation,
    Recovery,
    RecoveryAddress,
    FormerAddress,
)


def count(app: Flask) -> dict[str, int]:
    return {model.__tablename__: len(rows(app, model)) for model in TABLES}


def fill(person: Person) -> None:
    """Put something that will expire into every table."""
    add_passkey(person)
    trust(person)
    person.other_browser().half()
    person.other_browser().half().verify(person.wrong_code())
    person.post("2fa/setup", {"replace": True})
    person.post("password/forgot", {"email": person.email})
    person.post("password/forgot", {"email": "nobody@example.com"})
    shown(person.app)
    put(person)
    make(person)
    leave_behind(person)


def run(person: Person, *arguments: str) -> dict[str, int]:
    result = person.app.test_cli_runner().invoke(args=["purge", "--json", *arguments])
    assert result.exit_code == 0, result.output
    removed: dict[str, int] = json.loads(result.stdout)
    return removed


def test_nothing_that_counts_is_removed(enrolled: Person) -> None:
    fill(enrolled)
    before = count(enrolled.app)
    assert all(before.values())
    assert set(run(enrolled).values()) == {0}
    assert count(enrolled.app) == before
    assert enrolled.is_signed_in()


def test_what_has_expired_is_removed_from_every_table(enrolled: Person) -> None:
    fill(enrolled)
    before = count(enrolled.app)
    history = len(events(enrolled.app))
    enrolled.clock.move(seconds=366 * DAY)
    removed = run(enrolled)
    # The pending authenticator goes with its session, the live one stays for ever.
    assert removed == {**before, "totp_secrets": 0}
    assert count(enrolled.app) == dict.fromkeys(before, 0) | {"totp_secrets": 1}
    assert len(events(enrolled.app)) == history
    assert enrolled.sign_in().is_signed_in()


def test_a_pending_authenticator_goes_while_its_session_stays(enrolled: Person) -> None:
    fill(enrolled)
    enrolled.clock.move(seconds=601)
    removed = run(enrolled)
    assert removed["totp_secrets"] == 1
    assert removed["sessions"] == 0
    assert enrolled.is_signed_in()
    assert enrolled.sign_in().is_signed_in()  # the live one was not touched


def test_an_idle_session_goes_before_its_last_day(ann: Person) -> None:
    ann.sign_in().clock.move(seconds=7 * DAY + 1)
    assert run(ann)["sessions"] == 1


def test_r47_attempts_stay_as_long_as_any_limit_counts_them(enrolled: Person) -> None:
    thief = enrolled.other_browser().half()
    for _ in range(5):
        thief.verify(thief.wrong_code())
    enrolled.clock.move(seconds=30 * DAY - 1)
    run(enrolled)
    assert len([a for a in rows(enrolled.app, AttemptRow) if a.at.hour == 12]) >= 5
    with enrolled.app.app_context():
        settings = enrolled.app.extensions["second_lock"].settings
        assert longest_window(settings) == 30 * DAY
        assert [each.table for each in expired(settings, enrolled.clock.now())] == [
            model.__tablename__ for model in TABLES
        ]


def test_a_link_stays_for_whoever_registered_by_it_in_time(app: Flask, person: Person) -> None:
    token = shown(app, uses=2, seconds=60)
    assert join(person, token).status_code == 201
    person.clock.move(seconds=DAY - 1)
    assert run(person)["invitations"] == 0
    assert verified(person, links(person)[-1]) == (200, None)
    person.clock.move(seconds=61)
    assert run(person)["invitations"] == 1


def test_a_used_up_link_goes_at_once(app: Flask, person: Person) -> None:
    assert join(person, shown(app)).status_code == 201
    assert run(person)["invitations"] == 0
    assert verified(person, links(person)[-1]) == (200, None)
    assert run(person)["invitations"] == 1


def test_more_than_one_batch_is_removed(ann: Person) -> None:
    now = ann.clock.now()
    with ann.app.app_context(), write_tx() as tx:
        tx.add_all(
            AttemptKey(key=f"old {number}", scope="", account="", last_at=now - timedelta(days=999))
            for number in range(1201)
        )
    with ann.app.app_context():
        assert purge(now)["attempt_keys"] == 1201
    assert not [each for each in rows(ann.app, AttemptKey) if each.key.startswith("old")]


def test_of_many_workers_one_purges_an_hour(ann: Person) -> None:
    def work() -> bool:
        with ann.app.app_context():
            try:
                return purge_hourly(ann.clock.now()) is not None
            finally:
                db.session.remove()

    assert sorted(race([work] * 10)) == [False] * 9 + [True]
    ann.clock.move(seconds=3600)
    assert work() is True


def test_it_purges_by_itself_and_outlives_a_database_that_was_away(
    ann: Person, caplog: pytest.LogCaptureFixture
) -> None:
    ann.sign_in().clock.move(seconds=366 * DAY)
    stop = threading.Event()
    execute(ann.app, "ALTER TABLE attempts RENAME TO away")
    task = Task("purge", lambda: purge_hourly(now()), every=0.01)
    thread = threading.Thread(target=keep_working, args=(ann.app, task, stop))
    thread.start()
    try:
        _wait_until(lambda: "purge has to wait" in caplog.text)
        execute(ann.app, "ALTER TABLE away RENAME TO attempts")
        _wait_until(lambda: not rows(ann.app, KnownBrowser))
    finally:
        stop.set()
        thread.join()
    assert rows(ann.app, AuthSession) == []


def _wait_until(is_so: Callable[[], bool]) -> None:
    for _ in range(500):
        if is_so():
            return
        time.sleep(0.02)
    raise AssertionError("it did not happen")


def test_several_purges_at_once_remove_each_row_once(enrolled: Person) -> None:
    fill(enrolled)
    before = count(enrolled.app)
    enrolled.clock.move(seconds=366 * DAY)

    def work() -> Mapping[str, int]:
        with enrolled.app.app_context():
            try:
                return purge(enrolled.clock.now())
            finally:
                db.session.remove()

    sums = race([work] * 4)
    for table, found in before.items():
        assert sum(each[table] for each in sums) == (0 if table == "totp_secrets" else found)


def test_for_people_it_prints_a_line_for_each_table(ann: Person) -> None:
    result = ann.app.test_cli_runner().invoke(args=["purge"])
    assert len(result.stdout.splitlines()) == len(TABLES)
    assert "sessions" in result.stdout
