"""Promise: the overview counts people, mails and days as they are, by few statements (A01, A08)."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select

from app.admin import overview_days
from app.admin.overview_days import Day, count_days, last_days
from app.admin.overview_people import count_people
from app.audit.events import Event
from app.audit.service import record
from app.core.act import Act
from app.core.totp import Totp, new_secret
from app.db import end_read, write_tx
from app.extensions import db, now, settings
from app.factors.models import TotpSecret
from app.factors.owned import factors_of
from app.lockout.counters import code_counter
from app.lockout.models import AttemptKey, AttemptRow
from app.twofactor.login import seconds_locked
from app.twofactor.totp import add_live
from app.users.models import User
from tests.audit.history import CLIENT
from tests.client import Answer
from tests.person import Person
from tests.proofs import SEED, part_of
from tests.rows import events, execute, rows

OVERVIEW = "/api/admin/overview"
DAY = 86_400


def people(root: Person) -> dict[str, int]:
    answer = root.get(OVERVIEW)
    assert answer.status_code == 200, answer.json
    found: dict[str, int] = answer.json["people"]
    return found


def test_it_counts_people_by_what_they_are_and_lack(root: Person, bob: Person) -> None:
    assert people(root) == {
        "total": 2,
        "withSecondFactor": 1,
        "withPasskey": 0,
        "unverified": 0,
        "disabled": 0,
        "locked": 0,
        "invited": 0,
    }
    execute(
        root.app, "UPDATE users SET disabled_at = created_at, email_verified_at = NULL "
        "WHERE email = :email", email=bob.email,
    )  # fmt: skip
    found = people(root)
    assert (found["total"], found["disabled"], found["unverified"]) == (2, 1, 1)


def test_somebody_with_two_passkeys_is_one_person(root: Person, bob: Person) -> None:
    [user] = [each for each in rows(root.app, User) if each.email == bob.email]
    for number in range(2):
        execute(
            root.app,
            "INSERT INTO passkeys (id, user_id, credential_id, public_key, rp_id, name, aaguid, "
            "transports, sign_count, backup_eligible, backed_up, uv_initialized, needs_password, "
            "created_at) SELECT :key, id, :key, 'k', 'localhost', '', '', '', 0, false, false, "
            "false, false, created_at FROM users WHERE id = :user",
            key=f"key{number}", user=user.id,
        )  # fmt: skip
    assert people(root)["withPasskey"] == 1


def test_it_counts_invitations_while_they_work(root: Person) -> None:
    for body in ({"email": "new@example.com"}, {"uses": 5}):
        assert root.post("/api/admin/invitations", body).status_code == 201
    assert people(root)["invited"] == 2
    listed = root.get("/api/admin/invitations").json["invitations"]
    assert len(listed) == 2
    root.call("DELETE", f"/api/admin/invitations/{listed[0]['id']}", {})
    assert people(root)["invited"] == 1
    root.clock.move(seconds=31 * DAY)
    assert root.sign_in().get(OVERVIEW).json["people"]["invited"] == 0


def test_it_counts_mails_that_wait_and_that_were_given_up(root: Person, bob: Person) -> None:
    bob.post("password/forgot", {"email": bob.email})
    assert root.get(OVERVIEW).json["mails"] == {"waiting": 1, "dead": 0}
    execute(root.app, "UPDATE outbox SET dead_at = created_at")
    assert root.get(OVERVIEW).json["mails"] == {"waiting": 0, "dead": 1}


def test_it_has_thirty_days_each_one_there(root: Person, bob: Person) -> None:
    bob.clock.move(seconds=2 * DAY)
    bob.sign_in()
    bob.post("login", {"email": bob.email, "password": "wrong horse battery"})
    bob.clock.move(seconds=1 * DAY)
    days = root.sign_in().get(OVERVIEW).json["days"]
    today = root.clock.moment.date()
    assert [each["day"] for each in days] == [
        (today - timedelta(days=back)).isoformat() for back in range(29, -1, -1)
    ]
    told = {each["day"]: (each["signIns"], each["refusals"]) for each in days}
    assert told.pop((today - timedelta(days=1)).isoformat()) == (1, 1)
    assert told.pop(today.isoformat()) == (1, 0)
    assert told.pop((today - timedelta(days=3)).isoformat())[1] == 0
    assert set(told.values()) == {(0, 0)}


def test_a_day_is_one_in_utc_from_its_first_microsecond_to_its_last(root: Person) -> None:
    days = [datetime(2026, 11, each, tzinfo=UTC) for each in (19, 20, 21)]
    edges = [
        ("2026-11-19T23:59:59.999999+00:00", Event.LOGIN),
        ("2026-11-20T00:00:00.000000+00:00", Event.LOGIN),
        ("2026-11-20T23:59:59.999999+00:00", Event.LOGIN),
        ("2026-11-21T00:00:00.000000+00:00", Event.CODES_LOCKED),
        ("2026-11-22T00:00:00.000000+00:00", Event.LOGIN),
    ]
    with root.app.app_context():
        before = count_days(days)
        for at, kind in edges:
            with write_tx() as tx:
                record(tx, kind, subject_id="x", act=Act(CLIENT, datetime.fromisoformat(at)))
    with root.app.app_context():
        after = count_days(days)
    added = [
        (two.sign_ins - one.sign_ins, two.refusals - one.refusals)
        for one, two in zip(before, after, strict=True)
    ]
    assert added == [(1, 0), (2, 0), (0, 1)]


def test_a_day_that_is_over_is_counted_once(root: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[datetime]] = []

    def count(begins: Sequence[datetime]) -> list[Day]:
        asked.append([*begins])
        return count_days(begins)

    monkeypatch.setattr(overview_days, "count_days", count)
    noon = datetime(2026, 11, 21, 12, tzinfo=UTC)
    later, back = noon + timedelta(days=2), noon - timedelta(seconds=1)
    with root.app.app_context():
        seen = [last_days(each, 5) for each in (noon, noon, later, back)]
    numbers = [[each.day for each in moments] for moments in asked]
    assert numbers == [[17, 18, 19, 20, 21], [20, 21], [20, 21, 22, 23], [17, 18, 19, 20, 21]]
    assert seen[0] == seen[1] == seen[3]
    assert [each.day.day for each in seen[2]] == [19, 20, 21, 22, 23]


def locked_one_by_one(app: Flask) -> int:
    """How many accounts are locked by what a login asks for each of them."""
    with app.app_context():
        ids = list(db.session.scalars(select(User.id)))
        end_read()
        held = [(each, factors_of(each)) for each in ids]
        return sum(seconds_locked(each, factors, now()) > 0 for each, factors in held)


def counted_as_locked(app: Flask) -> int:
    with app.app_context():
        return count_people(now()).locked


def test_wrong_codes_lock_and_time_unlocks(root: Person, enrolled: Person) -> None:
    twin = enrolled.other_browser().half()
    for _ in range(5):
        assert people(root)["locked"] == 0
        twin.post("2fa/verify-login", {"code": twin.wrong_code()})
    assert people(root)["locked"] == locked_one_by_one(root.app) == 1
    root.clock.move(seconds=901)
    assert counted_as_locked(root.app) == locked_one_by_one(root.app) == 0


def test_who_is_counted_as_locked_is_who_is_locked(root: Person) -> None:
    """Random people with any number of authenticators, and random attempts over all windows."""
    random, app = Random(SEED), root.app
    moment = root.clock.moment
    for turn in range(part_of(60)):
        with app.app_context():
            user = User(
                email=f"person{turn}@example.com", password_hash="x", created_at=moment,
                email_verified_at=moment,
            )  # fmt: skip
            db.session.add(user)
            db.session.flush()
            for _ in range(random.randint(0, 5)):
                add_live(db.session(), user.id, Totp(new_secret()), -1, moment)
            _attempts(random, user.id, moment)
            db.session.commit()
        assert counted_as_locked(app) == locked_one_by_one(app), f"PROOF_SEED={SEED}"
    assert counted_as_locked(app) > 0
    assert len(rows(app, TotpSecret)) > 1


def _attempts(random: Random, user_id: str, moment: datetime) -> None:
    counter = code_counter(user_id, settings())
    db.session.add(
        AttemptKey(key=counter.key, scope=counter.scope, account=user_id, last_at=moment)
    )
    db.session.flush()
    windows = [(900, 8), (86_400, 24), (2_592_000, 110)]
    for seconds, most in random.sample(windows, random.randint(1, 3)):
        for _ in range(random.randint(most // 2, most)):
            at = moment - timedelta(seconds=random.randint(-60, seconds))
            row = AttemptRow(key=counter.key, at=at, forgiven=random.random() < 0.5)
            db.session.add(row)


def test_it_takes_few_statements_however_many_people_there_are(
    root: Person, ann: Person, bob: Person
) -> None:
    assert len(_sent(root)) == len(_sent(root))
    assert 0 < len([each for each in _sent(root) if "count(" in each]) <= 7


def _sent(root: Person) -> list[str]:
    sent = list[str]()

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        sent.append(statement)

    with root.app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        answer: Answer = root.get(OVERVIEW)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert answer.status_code == 200
    return sent


def test_the_command_prints_the_same(root: Person, bob: Person) -> None:
    runner = root.app.test_cli_runner()
    printed = runner.invoke(args=["overview", "--json"])
    assert json.loads(printed.stdout) == root.get(OVERVIEW).json
    lines = runner.invoke(args=["overview"]).stdout.splitlines()
    assert lines[0].split() == ["people", "2"]
    assert lines[-1].split()[0] == root.clock.moment.date().isoformat()


def test_looking_writes_nothing(root: Person) -> None:
    before = len(events(root.app))
    root.get(OVERVIEW)
    assert len(events(root.app)) == before
