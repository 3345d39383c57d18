"""Promise: a forwarded address is believed for as many hops as the operator trusts (R53)."""

from pathlib import Path

import pytest

from app.config import Settings
from tests.conftest import Backend, settings_for
from tests.person import Person, mails, text_of

_PEER = "192.0.2.1"


@pytest.fixture(params=[0, 1, 2])
def hops(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture
def settings(backend: Backend, tmp_path: Path, hops: int) -> Settings:
    return settings_for(backend, tmp_path, trusted_proxies=hops)


def _seen(ann: Person, forwarded: str | None) -> str:
    """The address that the product notes for a login."""
    headers = {"X-Forwarded-For": forwarded} if forwarded is not None else {}
    visitor = ann.other_browser()
    answer = visitor.post(
        "login",
        {"email": ann.email, "password": ann.password},
        headers=headers,
        environ_overrides={"REMOTE_ADDR": _PEER},
    )
    assert answer.status_code == 200, answer.json
    sessions = visitor.get("sessions").json["sessions"]
    return str(next(each["ip"] for each in sessions if each["current"]))


def test_the_last_trusted_hop_counts_r53(ann: Person, hops: int) -> None:
    chain = "198.51.100.1, 198.51.100.2, 198.51.100.3"
    assert _seen(ann, chain) == [_PEER, "198.51.100.3", "198.51.100.2"][hops]


def test_a_request_without_the_header_is_the_peers(ann: Person) -> None:
    assert _seen(ann, None) == _PEER


def test_too_short_a_chain_is_the_peers_r53(ann: Person, hops: int) -> None:
    assert _seen(ann, "198.51.100.1") == (_PEER if hops != 1 else "198.51.100.1")


def test_ports_brackets_and_zones_are_no_part_of_an_address_r53(ann: Person, hops: int) -> None:
    told = {
        "198.51.100.1:5555": "198.51.100.1",
        "[2001:db8::1]:5555": "2001:db8::1",
        '"[2001:db8::1]"': "2001:db8::1",
        "fe80::1%eth0": "fe80::1",
    }
    for forwarded, ip in told.items():
        chain = ", ".join([forwarded] * max(hops, 1))
        assert _seen(ann, chain) == (ip if hops else _PEER), forwarded


def test_people_behind_a_gateway_that_tells_ports_do_not_share_limits_r53(
    ann: Person, hops: int
) -> None:
    body = {"email": ann.email, "password": "wrong horse battery"}

    def guess(address: str) -> int:
        chain = ", ".join([address] * max(hops, 1))
        headers = {"X-Forwarded-For": chain}
        return ann.other_browser().post("login", body, headers=headers).status_code

    assert [guess(f"198.51.100.1:{port}") for port in range(1000, 1011)] == [401] * 10 + [429]
    assert guess("198.51.100.2:1000") == (401 if hops else 429)


def test_what_is_no_address_breaks_nothing_r53(ann: Person) -> None:
    for forwarded in ("", ",", "nonsense", "x" * 3000, "'; DROP TABLE users;--"):
        assert len(_seen(ann, forwarded)) <= 45, forwarded


def test_a_forwarded_host_is_not_where_links_lead_r80(person: Person) -> None:
    headers = {"Host": "evil.example", "X-Forwarded-Host": "evil.example"}
    body = {"email": person.email, "password": person.password}
    assert person.post("register", body, headers=headers).status_code == 201
    (mail,) = mails(person.app, person.clock.now())
    assert "http://localhost:8000/verify-email#token=" in text_of(mail)
    assert "evil.example" not in mail.as_string()
