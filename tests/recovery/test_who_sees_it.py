"""Promise: every step of a recovery is in the history and the metrics, and administrators and
operators see what waits and stop it (V05, V11)."""

import json
from pathlib import Path

import pytest

from app.audit.events import Event
from app.config import Settings
from app.users.models import User
from tests.admin.conftest import become_administrator
from tests.before import done_before
from tests.conftest import Backend, settings_for
from tests.person import Person
from tests.recovery.story import (
    DAY,
    WAIT,
    add_recovery_address,
    advance,
    begin,
    begun,
    finish,
    is_refused,
    ready,
    recovered,
    recoveries,
    sent_to,
    states_of,
    wait,
    words,
)
from tests.rows import events, rows
from tests.web.test_metrics import TOKEN, scrape, value

PLACE = "/api/admin/recoveries"
WHY = "She called: it was not her"


@pytest.fixture
def settings(backend: Backend, tmp_path: Path) -> Settings:
    return settings_for(backend, tmp_path, metrics_token=TOKEN)


@pytest.fixture
def root(enrolled: Person) -> Person:
    """An administrator beside the person whose phone is lost."""
    root = Person(enrolled.app, enrolled.clock, "root@example.com")
    return done_before(root, become_administrator)


def fresh(root: Person) -> Person:
    root.reauth(code=root.code())
    root.clock.next_step()
    return root


def types(person: Person) -> list[str]:
    return [each.type for each in events(person.app) if each.type.startswith("recovery.")]


def test_v11_each_step_of_a_finished_one_is_written_and_counted(enrolled: Person) -> None:
    recovered(enrolled)
    steps = ["recovery.begun", "recovery.reminded", "recovery.ready", "recovery.finished"]
    assert types(enrolled) == steps
    told = [each for each in events(enrolled.app) if each.type in steps]
    user_id = rows(enrolled.app, User)[0].id
    assert {each.subject_id for each in told} == {user_id}
    assert [each.actor_id for each in told] == [user_id, None, None, user_id]
    assert told[1].user_agent == "server"
    text = scrape(enrolled)
    for step in steps:
        assert value(text, "second_lock_events_total", f'type="{step}"') == 1


def test_v11_so_is_each_way_to_another_end(enrolled: Person) -> None:
    begun(enrolled)
    enrolled.reauth(code=enrolled.code())
    begin(enrolled)
    for seconds in (WAIT, 1):
        enrolled.clock.move(seconds=seconds)
        advance(enrolled.app)
    begun(enrolled)
    enrolled.clock.move(seconds=10)
    enrolled.other_browser().sign_in().call("DELETE", "recovery")
    found = [(each.type, each.detail) for each in events(enrolled.app) if "recovery." in each.type]
    assert ("recovery.ended", {"reason": "factor"}) in found
    assert ("recovery.lapsed", {"reason": "no-notice"}) in found
    assert states_of(enrolled.app)[-1] == ("ended", "factor")  # the sign-in was faster


def test_v11_a_stop_says_how_and_the_owner_reads_all_of_it(enrolled: Person) -> None:
    begun(enrolled)
    enrolled.call("DELETE", "recovery")
    shown = enrolled.get("events").json["events"]
    found = [(each["type"], each["detail"]) for each in shown if "recovery" in each["type"]]
    assert found == [("recovery.stopped", {"method": "session"}), ("recovery.begun", {})]


def test_v11_every_kind_of_step_is_a_series_from_the_first_scrape(enrolled: Person) -> None:
    text = scrape(enrolled)
    for each in Event:
        if each.value.startswith("recovery."):
            assert f'type="{each.value}"' in text
    assert 'code="recovery_unavailable"' in text


def test_v11_administrators_see_what_waits(root: Person, enrolled: Person) -> None:
    assert root.get(PLACE).json == {"recoveries": [], "next": None}
    begin(enrolled)
    [shown] = root.get(PLACE).json["recoveries"]
    [row] = recoveries(root.app)
    assert shown == {
        "id": row.id,
        "user": {"id": row.user_id, "email": enrolled.email, "name": ""},
        "state": "waiting",
        "startedAt": row.started_at.isoformat(),
        "readyAt": row.ready_at.isoformat(),
        "expiresAt": None,
        "told": False,
        "ip": "127.0.0.1",
        "device": shown["device"],
    }
    wait(enrolled)
    [shown] = root.get(PLACE).json["recoveries"]
    assert (shown["state"], shown["told"]) == ("ready", True)
    assert shown["expiresAt"] > shown["readyAt"]


def test_v05_an_administrator_stops_it_and_the_person_hears_who_and_why(
    root: Person, enrolled: Person
) -> None:
    token = ready(enrolled)
    [shown] = fresh(root.sign_in()).get(PLACE).json["recoveries"]
    place = f"{PLACE}/{shown['id']}/stop"
    assert root.post(place, {"reason": WHY}).status_code == 200
    assert states_of(root.app) == [("stopped", "operator")]
    assert is_refused(finish(enrolled.other_browser(), token), 400, "invalid_token")
    [told] = [each for each in sent_to(enrolled, enrolled.email) if "stopped" in each["Subject"]]
    assert WHY in words(told)
    assert root.email in words(told)
    [row] = events(root.app, "recovery.stopped")
    assert row.actor_id == next(u.id for u in rows(root.app, User) if u.email == root.email)
    assert row.detail == {"method": "operator", "because": WHY}
    assert is_refused(root.post(place, {"reason": WHY}), 409, "conflict")
    assert is_refused(begin(enrolled), 429, "too_many_attempts")


def test_a04_nobody_else_sees_or_stops_it(root: Person, enrolled: Person, bob: Person) -> None:
    begun(enrolled)
    place = f"{PLACE}/{recoveries(root.app)[0].id}/stop"
    for who, code in ((bob.sign_in(), "forbidden"), (enrolled, "forbidden")):
        assert is_refused(who.get(PLACE), 403, code)
        assert is_refused(who.post(place, {"reason": WHY}), 403, code)
    assert Person(root.app, root.clock).get(PLACE).status_code == 401
    root.clock.move(seconds=301)
    assert is_refused(root.post(place, {"reason": WHY}), 403, "reauth_required")
    fresh(root)
    assert root.post(place, {}).status_code == 400
    assert root.post(f"{PLACE}/nothing/stop", {"reason": WHY}).status_code == 404
    assert states_of(root.app) == [("waiting", "")]


def test_lists_come_in_pages(root: Person) -> None:
    people = [
        Person(root.app, root.clock, f"p{number}@example.com").register().enrol()
        for number in range(3)
    ]
    for each in people:
        assert begin(each).status_code == 202
    first = root.get(f"{PLACE}?limit=2").json
    second = root.get(f"{PLACE}?limit=2&after={first['next']}").json
    assert second["next"] is None
    found = [each["user"]["email"] for each in first["recoveries"] + second["recoveries"]]
    assert sorted(found) == [each.email for each in people]


def test_operators_list_and_stop_by_command(enrolled: Person) -> None:
    add_recovery_address(enrolled, "second@example.com")
    begun(enrolled)
    run = enrolled.app.test_cli_runner().invoke
    [shown] = json.loads(run(args=["recovery", "list", "--json"]).stdout)
    assert (shown["user"], shown["state"], shown["told"]) == (enrolled.email, "waiting", True)
    assert enrolled.email in run(args=["recovery", "list"]).stdout
    stop = ["recovery", "stop", "ANN@example.com", "--reason", WHY]
    assert run(args=stop).exit_code == 0
    assert states_of(enrolled.app) == [("stopped", "operator")]
    for to in (enrolled.email, "second@example.com"):
        [told] = [each for each in sent_to(enrolled, to) if "stopped" in each["Subject"]]
        assert "by whoever runs the service" in words(told)
    again = run(args=stop)
    assert again.exit_code == 1
    assert f"No recovery of {enrolled.email} is open." in again.output
    enrolled.clock.move(seconds=7 * DAY)
    assert begin(enrolled).status_code == 202
