"""Promise: what happens can be counted by whoever has the token, over all processes of a server,
and neither metrics nor log lines hold a secret (R16, R87)."""

import json
import re
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from app.audit.events import Event
from app.config import Settings
from app.extensions import now
from app.mail.outbox import deliver_due
from app.web.monitoring import access_log
from tests.conftest import Backend, settings_for
from tests.live import LiveServer
from tests.person import PASSWORD, Person

TOKEN = "metrics-token-of-the-tests-0123456789"
BEARER = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def settings(backend: Backend, tmp_path: Path) -> Settings:
    return settings_for(backend, tmp_path, metrics_token=TOKEN)


def value(text: str, name: str, *labels: str) -> float:
    """The sum of the series of a name whose labels hold all of the given texts."""
    lines = [line for line in text.splitlines() if line.startswith(name)]
    return sum(float(line.split()[-1]) for line in lines if all(each in line for each in labels))


def scrape(person: Person) -> str:
    answer = person.get("/metrics", headers=BEARER)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_each_event_is_counted_once_it_is_committed(enrolled: Person) -> None:
    before = scrape(enrolled)
    other = enrolled.other_browser().half()
    assert other.verify(other.wrong_code()).status_code == 400
    assert other.verify().status_code == 200
    after = scrape(enrolled)

    def counted(*series: str) -> float:
        return value(after, *series) - value(before, *series)

    events = "second_lock_events_total"
    assert counted(events, 'type="login"') == 1
    assert counted(events, 'type="login.second_factor_asked"') == 1
    assert counted(events, 'type="2fa.code_refused"') == 1
    assert counted("second_lock_second_factors_total", 'outcome="accepted"') == 1
    assert counted("second_lock_second_factors_total", 'outcome="invalid_code"') == 1
    assert counted("second_lock_refusals_total", 'code="invalid_code"') == 1
    calls = 'route="/api/auth/2fa/verify-login"'
    assert counted("second_lock_request_seconds_count", calls, 'status="400"') == 1
    assert value(after, "second_lock_mails", 'of="waiting"') > 0


@pytest.mark.parametrize("stirs", [False, True])
def test_prometheus_can_read_what_is_told(person: Person, stirs: bool) -> None:
    if stirs:
        person.register().sign_in().enable()
    answer = person.get("/metrics", headers=BEARER)
    assert answer.content_type == "text/plain; version=0.0.4; charset=utf-8"
    lines = answer.text.splitlines()
    heads = [tuple(line.split()[1:3]) for line in lines if line.startswith("# ")]
    assert len(set(heads)) == len(heads)
    check = subprocess.run(
        ["promtool", "check", "metrics"],
        input=answer.text,
        text=True,
        capture_output=True,
        check=False,
    )
    assert (check.returncode, check.stdout + check.stderr) == (0, "")


def test_a_counter_begins_at_zero_so_that_its_first_event_is_an_increase(person: Person) -> None:
    text = scrape(person)
    for series in (
        *(f'second_lock_events_total{{type="{each.value}"}} 0.0' for each in Event),
        'second_lock_second_factors_total{outcome="code_already_used"} 0.0',
        'second_lock_refusals_total{code="internal_error"} 0.0',
        'second_lock_store_outages_total{store="redis"} 0.0',
        'second_lock_mail_tries_total{outcome="failed"} 0.0',
    ):
        assert series in text.splitlines()


def test_a_mail_that_goes_and_one_that_does_not_are_counted(person: Person) -> None:
    person.register()
    folder = Path(person.app.extensions["second_lock"].settings.mail_url.removeprefix("file:"))
    shutil.rmtree(folder)
    folder.write_text("in the folder's place")
    person.post("password/forgot", {"email": person.email})
    with person.app.app_context():
        deliver_due(now())
    text = scrape(person)
    assert value(text, "second_lock_mail_tries_total", 'outcome="sent"') == 1
    assert value(text, "second_lock_mail_tries_total", 'outcome="failed"') == 1
    assert value(text, "second_lock_mails", 'of="failing"') == 1


def test_locks_are_counted(enrolled: Person) -> None:
    other = enrolled.other_browser().half()
    for _ in range(5):
        other.verify(other.wrong_code())
    assert value(scrape(enrolled), "second_lock_events_total", 'type="2fa.locked"') == 1


@pytest.mark.parametrize("header", [None, "", TOKEN, f"Bearer {TOKEN}x", f"Bearer {TOKEN[:-1]}"])
def test_another_token_gets_nothing_r89(person: Person, header: str | None) -> None:
    answer = person.get("/metrics", headers={"Authorization": header} if header else {})
    assert (answer.status_code, answer.json["code"]) == (401, "invalid_token")
    assert b"second_lock" not in answer.data


def test_a_stranger_makes_no_series_of_his_own(person: Person) -> None:
    for number in range(5):
        person.call(f"VERB{number}", "/api/auth/login")
        person.get(f"/page-{number}")
    text = scrape(person)
    assert "VERB" not in text
    assert "page-" not in text
    assert value(text, "second_lock_request_seconds_count", 'method="other"') == 5


class TestWithoutToken:
    @pytest.fixture
    def settings(self, backend: Backend, tmp_path: Path) -> Settings:
        return settings_for(backend, tmp_path)

    @pytest.mark.parametrize("header", ["", "Bearer ", "Bearer None", f"Bearer {TOKEN}"])
    def test_there_are_no_metrics(self, person: Person, header: str) -> None:
        assert person.get("/metrics", headers={"Authorization": header}).status_code == 404


class Scraper:
    """Asks a real server, and remembers what its processes answered."""

    def __init__(self, server: LiveServer) -> None:
        self.server = server

    def metrics(self) -> str:
        request = urllib.request.Request(f"{self.server.url}/metrics", headers=BEARER)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return str(answer.read().decode())

    def log_in(self) -> int:
        body = {"email": "nobody@example.com", "password": PASSWORD}
        request = urllib.request.Request(
            f"{self.server.url}/api/auth/login",
            data=json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
        )
        try:
            return int(urllib.request.urlopen(request, timeout=30).status)
        except urllib.error.HTTPError as refused:
            return refused.code


def test_two_processes_count_together_and_leave_nothing_behind(tmp_path: Path) -> None:
    with LiveServer(tmp_path, WORKERS="2", METRICS_TOKEN=TOKEN) as server:
        scraper = Scraper(server)
        assert [scraper.log_in() for _ in range(9)] == [401] * 9
        seen = {value(scraper.metrics(), "second_lock_events_total", "failed") for _ in range(8)}
        assert seen == {9.0}
        folder = next(iter(re.findall(r"second-lock-metrics-\w+", _maps(server.process.pid))))
        assert (Path("/dev/shm") / folder).is_dir()
    assert not (Path("/dev/shm") / folder).exists()
    log = (tmp_path / "server.log").read_text()
    lines = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
    mine = [line for line in lines if line["route"] == "/api/auth/login"]
    assert len(mine) == 9
    assert len({line["requestId"] for line in mine}) == 9
    assert all(line["status"] == 401 and line["ms"] > 0 for line in mine)
    assert PASSWORD not in log
    assert TOKEN not in log


def _maps(parent: int) -> str:
    """What the children of a process have mapped into memory."""
    time.sleep(0.1)
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return "".join(Path(f"/proc/{child}/maps").read_text() for child in children)


def test_the_log_line_names_the_user_and_no_secret(
    enrolled: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[str] = []
    monkeypatch.setattr(access_log, "_listeners", [])
    access_log.listen(heard.append)
    enrolled.get("me")
    enrolled.other_browser().half().verify()
    enrolled.get(f"/reset-password?token={PASSWORD}")
    lines = [json.loads(each) for each in heard]
    assert [line["route"] for line in lines[:3]] == [
        "/api/auth/me",
        "/api/auth/login",
        "/api/auth/2fa/verify-login",
    ]
    assert [line["userId"] is None for line in lines[:3]] == [False, True, False]
    assert lines[0]["userId"] == lines[2]["userId"]
    for secret in (PASSWORD, enrolled.secret, enrolled.email, *enrolled.backup_codes):
        assert not any(secret in each for each in heard)
