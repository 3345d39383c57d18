"""Promise: through real proxies a person is led through exactly what an app asks for and back, what
ends a session closes the app, and without Second Lock nobody passes (R61, R62, R83)."""

import time
from collections.abc import Callable, Mapping
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.engine import make_url

from tests.conftest import Backend
from tests.forward_auth.house import ANN, PASSWORD, ROOT, House, open_house
from tests.forward_auth.proxies import DOMAIN, KINDS, Certificate, free_port
from tests.forward_auth.visitor import JSON, PAGE, Answer, Visitor, query
from tests.forward_auth.wiki import Wiki


def _load(house: House, visitor: Visitor, asks: str) -> Answer:
    return visitor.send(f"{house.app(asks)}/page", headers=PAGE)


def _lead(
    house: House, visitor: Visitor, asks: str, steps: Mapping[str, Callable[[], object]]
) -> str:
    """Follow the login page until the app opens; return what had to be done."""
    done: list[str] = []
    for _ in range(5):
        sent = _load(house, visitor, asks)
        if sent.status == 200:
            return " ".join(done)
        assert sent.status == 302
        while need := house.way_back(visitor, sent)["need"]:
            assert isinstance(need, list)
            done += need
            steps[need[0]]()
    raise AssertionError(f"a loop: {done}")


def test_a_second_factor_is_set_up_once_and_asked_for_at_the_next_login(house: House) -> None:
    email = f"{house.kind}@example.com"
    house.account(email)
    visitor, codes = house.sign_in(email), list[str]()
    led = _lead(house, visitor, "factor=2", {"enrol": lambda: codes.extend(house.enrol(visitor))})
    assert led == "enrol"
    again = house.visitor()

    def log_in() -> None:
        assert house.log_in(again, email).json["requires2FA"] is True
        assert _load(house, again, "").status == 302  # the marker opens nothing
        assert house.call(again, "2fa/verify-login", {"code": codes.pop()}).status == 200

    assert _lead(house, again, "factor=2", {"login": log_in}) == "login"
    assert again.send(house.app("factor=2")).seen("Remote-Email") == [email]


def test_an_old_proof_is_made_anew(house: House) -> None:
    visitor = house.sign_in()
    assert _load(house, visitor, "fresh=2").status == 200
    time.sleep(2.1)
    answer = visitor.send(house.app("fresh=2"))
    assert (answer.status, answer.json["need"]) == (401, ["fresh"])
    assert query(answer.need)["fresh"] == "2"
    prove = {"fresh": lambda: house.call(visitor, "reauth", {"password": PASSWORD})}
    # Whoever is slower than the two seconds is asked again.
    assert set(_lead(house, visitor, "fresh=2", prove).split()) == {"fresh"}


def test_who_lacks_the_group_gets_a_page_that_says_so(house: House) -> None:
    visitor = house.sign_in(ANN)
    answer = _load(house, visitor, "group=admin")
    assert answer.status == 403
    assert (answer.header("Content-Type") or "").startswith("text/html")
    assert b"Not open to your account" in answer.body
    assert ANN.encode() in answer.body
    program = visitor.send(house.app("group=admin"))
    assert (program.status, program.json["code"]) == (403, "group_required")
    saved = house.wiki.saved
    posted = visitor.post(f"{house.app('group=admin')}/save", {"a": "b"})
    assert (posted.status, house.wiki.saved) == (403, saved)
    assert _load(house, house.sign_in(ROOT), "group=admin").status == 200


def test_a_browser_that_lost_the_cookie_for_apps_gets_it_back(house: House) -> None:
    visitor = house.sign_in()
    del visitor.cookies[".example.test", "forward_auth"]
    assert _lead(house, visitor, "", {}) == ""


def test_r61_signing_out_closes_the_app_at_once(house: House) -> None:
    visitor = house.sign_in()
    copied = Visitor(visitor.trust, dict(visitor.cookies))
    assert _load(house, visitor, "").status == 200
    assert house.call(visitor, "logout", {}).status == 200
    assert (".example.test", "forward_auth") not in visitor.cookies
    assert (_load(house, visitor, "").status, _load(house, copied, "").status) == (302, 302)


def test_r61_a_disabled_account_is_refused_at_the_next_request(house: House) -> None:
    email = f"leaver-{house.kind}@example.com"
    house.account(email)
    visitor = house.sign_in(email)
    assert visitor.send(house.app()).status == 200
    assert house.server.flask("users", "disable", email).returncode == 0
    assert visitor.send(house.app()).status == 401


def test_r83_a_direct_question_answers_by_the_cookie_alone(house: House) -> None:
    forged = [("Remote-User", "root"), ("X-Original-URL", house.app()), ("X-Forwarded-User", "x")]
    for dialect in ("auth-request", "forward-auth"):
        url = f"{house.home}/api/authz/{dialect}"
        assert house.visitor().send(url, headers=[*JSON, *forged]).status == 401
        told = house.sign_in().send(url, headers=[*JSON, *forged])
        assert (told.status, told.header("Remote-Email")) == (200, ANN)


def test_the_script_for_apps_may_be_included_from_elsewhere(house: House) -> None:
    script = house.visitor().send(f"{house.home}/api/authz/relogin.js")
    assert script.status == 200
    assert (script.header("Content-Type") or "").startswith("text/javascript")
    assert script.header("Cross-Origin-Resource-Policy") == "cross-origin"
    assert script.header("X-Content-Type-Options") == "nosniff"
    assert len(script.body) < 2048
    other = house.visitor().send(f"{house.home}/api/authz/return?rd={house.app()}")
    assert other.header("Cross-Origin-Resource-Policy") == "same-origin"


@pytest.mark.parametrize("kind", KINDS)
def test_f17_without_its_database_second_lock_lets_nobody_pass(
    kind: str, tmp_path: Path, postgres_backend: Backend
) -> None:
    database = postgres_backend.fresh_database(tmp_path)
    with open_house(kind, tmp_path, DATABASE_URL=database) as house:
        visitor = house.sign_in()
        assert visitor.send(house.app()).status == 200
        seen, name = house.wiki.seen, make_url(database).database
        assert postgres_backend.server is not None
        with psycopg.connect(postgres_backend.server.url(), autocommit=True) as connection:
            connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
            connection.execute(
                f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
            )
        for headers in (PAGE, JSON):
            answer = visitor.send(house.app(), headers=headers)
            assert (answer.status, answer.header("Retry-After")) == (503, "5")
        assert house.wiki.seen == seen


@pytest.mark.parametrize("kind", KINDS)
def test_f17_without_second_lock_itself_nobody_passes(kind: str, tmp_path: Path) -> None:
    certificate, port, nobody = Certificate.make(tmp_path), free_port(), free_port()
    with Wiki() as wiki, KINDS[kind](tmp_path / kind, certificate, port, nobody, wiki.port):
        visitor = Visitor(certificate.trust)
        for headers in (PAGE, JSON):
            answer = visitor.send(f"https://wiki.{DOMAIN}:{port}/", headers=headers)
            assert answer.status in {502, 503}
        assert wiki.seen == 0
