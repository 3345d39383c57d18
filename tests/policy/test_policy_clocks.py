"""Promise: a date comes by the database's clock, in UTC: no node with a wrong clock, and no summer
time, brings it earlier than it was told (G11)."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from app import create_app
from app.config import Settings
from app.extensions import db, now
from app.policy.models import Policy, PolicyDate
from app.policy.reminders import remind_due
from tests.clock import FrozenClock, RunningClock
from tests.conftest import Backend, settings_for
from tests.person import Person
from tests.policies import set_level
from tests.policy.acting import asked, is_stopped, letters, put, run, told
from tests.rows import execute, rows

MONTH = 30 * 86_400.0
YEARS = 10 * 366 * 86_400


@pytest.fixture
def settings(backend: Backend, tmp_path: Path) -> Settings:
    """No session ends, whichever way a clock jumps."""
    return settings_for(backend, tmp_path, session_idle_seconds=YEARS, session_max_seconds=YEARS)


@pytest.fixture
def ahead(app: Flask, settings: Settings, ann: Person) -> Iterator[Person]:
    """The same person at a node whose clock is a month ahead."""
    clock = RunningClock()
    clock.move(seconds=MONTH)
    node = create_app(settings, clock)
    yield Person(node, clock, ann.email)
    with node.app_context():
        db.engine.dispose()


@pytest.mark.running_clock
def test_g11_a_node_whose_clock_is_ahead_stops_nobody_early(ann: Person, ahead: Person) -> None:
    set_level(ann.app, "two_factor", grace=14)
    date = asked(ann.sign_in())
    assert asked(ahead.sign_in()) == date
    for person in (ann, ahead):
        assert not is_stopped(person)
        assert person.get("/api/authz/forward-auth").status_code == 200
    execute(ann.app, "UPDATE policy_dates SET due_at = '2026-01-01 00:00:00.000000'")
    assert is_stopped(ann)
    assert is_stopped(ahead)


@pytest.mark.running_clock
def test_g11_a_date_that_such_a_node_writes_is_the_databases(ann: Person, ahead: Person) -> None:
    execute(ann.app, "UPDATE users SET disabled_at = created_at")
    set_level(ahead.app, "two_factor", grace=14)
    execute(ann.app, "UPDATE users SET disabled_at = NULL")
    before = datetime.now(UTC)
    _, date = asked(ahead.sign_in())
    assert date is not None
    written = datetime.fromisoformat(date)
    assert (
        timedelta(days=14)
        <= written - before + timedelta(seconds=1)
        < timedelta(days=14, minutes=5)
    )
    starts = {each.starts_at for each in rows(ann.app, Policy)}
    assert all(abs(each - before) < timedelta(minutes=5) for each in starts)
    assert not is_stopped(ann.sign_in())
    with ahead.app.app_context():
        assert remind_due(now()) == 1, "fourteen days before, and not after"
    assert letters(ann, "days are left")[0].startswith("14 days are left")


@pytest.mark.running_clock
def test_g11_jumps_of_a_clock_move_no_date(ann: Person) -> None:
    set_level(ann.app, "two_factor", grace=14)
    date = asked(ann.sign_in())
    for jump in (MONTH, -2 * MONTH, MONTH):
        ann.clock.move(seconds=jump)
        ann.browser.delete_cookie("second_lock_session")
        ann.sign_in()
        assert asked(ann) == date
        assert not is_stopped(ann)
    assert len(rows(ann.app, PolicyDate)) == 1


@pytest.mark.running_clock
def test_g11_a_policy_without_a_date_holds_at_once_by_either_clock(
    ann: Person, ahead: Person
) -> None:
    set_level(ahead.app, "two_factor")
    assert is_stopped(ann.sign_in())
    assert is_stopped(ahead.sign_in())


# Berlin goes from UTC+2 to UTC+1 on 25 October 2026, and back on 28 March 2027.
CHANGES = [
    ("2026-10-25T02:30:00+02:00", "2026-10-25T00:30:00+00:00"),
    ("2026-10-25T02:30:00+01:00", "2026-10-25T01:30:00+00:00"),
    ("2027-03-28T01:59:59+01:00", "2027-03-28T00:59:59+00:00"),
    ("2027-03-28T03:00:00+02:00", "2027-03-28T01:00:00+00:00"),
    ("2027-03-28", "2027-03-28T00:00:00+00:00"),
    ("2026-12-31T23:59:59-14:00", "2027-01-01T13:59:59+00:00"),
]


@pytest.fixture
def october(clock: FrozenClock) -> FrozenClock:
    clock.moment = datetime(2026, 10, 1, tzinfo=UTC)
    return clock


@pytest.mark.parametrize(("sent", "meant"), CHANGES)
def test_g11_a_date_with_a_zone_is_one_moment_and_a_day_begins_in_utc(
    october: FrozenClock, root: Person, sent: str, meant: str
) -> None:
    person = Person(root.app, october, "zoe@example.com").register().sign_in()
    assert put(root, "two_factor", group="user", **{"from": sent}).status_code == 200
    listed = root.get("/api/admin/policy").json["policies"][-1]
    assert (listed["from"], asked(person)) == (meant, (True, meant))
    run(root.app, "set", "two_factor", "--group", "user", "--from", sent)
    assert json.loads(run(root.app, "show", "--json").stdout)[-1]["from"] == meant
    moment = datetime.fromisoformat(meant)
    assert f"{moment:%Y-%m-%d %H:%M} UTC" in letters(person, "secure your sign-in")[0]
    for seconds, stopped in ((-1, False), (0, True)):
        october.moment = moment + timedelta(seconds=seconds)
        assert is_stopped(person) is stopped


@pytest.mark.parametrize("evening", ["2026-10-20T23:30", "2027-03-25T23:30"])
def test_g11_a_day_of_grace_has_24_hours_also_over_summer_time(ann: Person, evening: str) -> None:
    local = datetime.fromisoformat(evening).replace(tzinfo=ZoneInfo("Europe/Berlin"))
    ann.clock.moment = local.astimezone(UTC)
    set_level(ann.app, "two_factor", grace=7)
    date = ann.clock.now() + timedelta(hours=7 * 24)
    assert asked(ann.sign_in()) == (True, told(date))
    ann.clock.moment = date - timedelta(seconds=1)
    assert not is_stopped(ann)
    ann.clock.moment = date
    assert is_stopped(ann)


@pytest.mark.parametrize(
    ("until", "meant"),
    [
        ("2026-12-24", "2026-12-24T23:59:59.999999+00:00"),
        ("2026-12-24T00:30:00+02:00", "2026-12-23T22:30:00+00:00"),
        ("2026-12-24T12:00", "2026-12-24T12:00:00+00:00"),
    ],
)
def test_g11_an_extension_names_its_moment_in_utc(ann: Person, until: str, meant: str) -> None:
    set_level(ann.app, "two_factor", grace=14)
    result = run(ann.app, "extend", ann.email, "--until", until)
    moment = datetime.fromisoformat(meant)
    assert f"{moment:%F %H:%M} UTC" in result.stdout
    assert [each for each in letters(ann) if f"{moment:%F %H:%M} UTC" in each]
    assert asked(ann.sign_in()) == (True, meant)
