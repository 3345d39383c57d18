"""Promise: the workers of a server let one address do no more than the limit together: in Redis to
the request, else and while it is gone by shares; one log line and one number tell of an outage
(R53, F03)."""

import re
import time
import urllib.error
import urllib.request
from pathlib import Path

from tests.live import LiveServer
from tests.services import Redis

LIMIT = 20
TOKEN = "metrics-token-of-the-tests-0123456789"
_ENVIRONMENT = {
    "WORKERS": "2",
    "TRUSTED_PROXIES": "1",
    "REQUEST_LIMITS": f"{LIMIT}/600",
    "METRICS_TOKEN": TOKEN,
}


def _ask(server: LiveServer, path: str, **headers: str) -> tuple[int, str]:
    body = b"{}" if path.startswith("/api/auth/password") else None
    headers |= {"Content-Type": "application/json"} if body else {}
    asked = urllib.request.Request(f"{server.url}{path}", body, headers)
    try:
        with urllib.request.urlopen(asked, timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, ""


def _passed(server: LiveServer, ip: str, path: str = "/api/auth/password/forgot") -> int:
    """How many of many requests, each on a connection of its own, were not refused as a flood."""
    found = [_ask(server, path, **{"X-Forwarded-For": ip})[0] for _ in range(4 * LIMIT)]
    assert set(found) <= {400, 401, 429}
    return len(found) - found.count(429)


def _outages(server: LiveServer) -> float:
    text = _ask(server, "/metrics", Authorization=f"Bearer {TOKEN}")[1]
    return sum(float(each) for each in re.findall(r"store_outages_total{.*} ([0-9.]+)", text))


def _wait_for_redis(server: LiveServer, told: Path) -> None:
    """Call until both workers have said that Redis counts again."""
    for number in range(600):
        if told.read_text().count("redis answers again") == 2:
            return
        _ask(server, "/api/auth/password/forgot", **{"X-Forwarded-For": f"198.51.100.{number % 9}"})
        time.sleep(0.1)
    raise AssertionError(told.read_text())


def test_redis_counts_for_all_workers_and_while_it_is_gone_each_has_its_share(
    tmp_path: Path,
) -> None:
    with (
        Redis() as redis,
        LiveServer(tmp_path, REDIS_URL=redis.url, **_ENVIRONMENT) as server,
    ):
        told = tmp_path / "server.log"
        assert _passed(server, "192.0.2.1") == LIMIT
        redis.stop()
        assert LIMIT // 2 <= _passed(server, "192.0.2.2") <= LIMIT
        assert told.read_text().count("request limits: redis does not answer") == 2
        assert _outages(server) == 2
        redis.start()
        _wait_for_redis(server, told)
        assert _passed(server, "192.0.2.3") == LIMIT


def test_without_redis_each_worker_has_its_share(tmp_path: Path) -> None:
    with LiveServer(tmp_path, **_ENVIRONMENT) as server:
        assert LIMIT // 2 <= _passed(server, "192.0.2.1") <= LIMIT
        assert LIMIT // 2 <= _passed(server, "192.0.2.1", "/api/auth/me") <= LIMIT
