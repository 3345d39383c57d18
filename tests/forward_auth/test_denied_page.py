"""Promise: who may not open an app gets a page that says who they are, what is missing and what to
do; it loads nothing, runs nothing and tells a program nothing."""

import re
from base64 import b64encode
from hashlib import sha256

from tests.client import Answer
from tests.forward_auth.conftest import CADDY, HOME, HTML, NGINX, WIKI, ask
from tests.person import Person
from tests.rows import execute

GERMAN = HTML | {"Accept-Language": "de-AT,de;q=0.9,en;q=0.5"}


def _denied(person: Person, query: str = "?group=admin", **more: str) -> Answer:
    answer = ask(person, query, headers=HTML | more)
    assert (answer.status_code, answer.mimetype) == (403, "text/html")
    return answer


def test_it_names_the_account_the_app_and_the_missing_group(ann: Person) -> None:
    text = _denied(ann.sign_in()).text
    for told in (ann.email, "admin", "wiki.example.test"):
        assert f"<dd>{told}</dd>" in text
    assert f'href="{HOME}/logout?rd={WIKI}/page%3Fa%3D1"' in text
    assert f'href="{HOME}/profile"' in text


def test_it_speaks_the_language_of_its_reader(ann: Person) -> None:
    ann.sign_in()
    german = ask(ann, "?group=admin", headers=GERMAN).text
    assert '<html lang="de" dir="ltr">' in german
    assert "Fehlende Gruppe" in german
    for other in ("fr", "", "*", "de;q=0", "x" * 5000):
        assert '<html lang="en" dir="ltr">' in _denied(ann, **{"Accept-Language": other}).text


def test_its_styles_alone_are_allowed_and_nothing_is_loaded(ann: Person) -> None:
    answer = _denied(ann.sign_in())
    style = re.findall(r"<style>(.*?)</style>", answer.text, re.DOTALL)
    assert len(style) == 1
    policy = answer.headers["Content-Security-Policy"]
    assert f"style-src 'sha256-{b64encode(sha256(style[0].encode()).digest()).decode()}'" in policy
    assert "default-src 'none'" in policy
    assert answer.headers["Cache-Control"] == "no-store"
    for loaded in ("<script", "<link", " src=", "url(", "@import", "style="):
        assert loaded not in answer.text


def test_a_place_that_nobody_allowed_is_not_named(ann: Person) -> None:
    ann.sign_in()
    text = ask(ann, "?group=admin", url="https://evil.example/<b>", headers=HTML).text
    assert "evil" not in text
    assert f'href="{HOME}/logout"' in text


def test_what_an_account_and_a_request_say_is_escaped(ann: Person) -> None:
    ann.sign_in()
    execute(ann.app, "UPDATE users SET email = '<b>&\"@example.com'")
    text = ask(ann, "?group=admin", url=f'{WIKI}/"><script>', headers=HTML).text
    assert "&lt;b&gt;&amp;&#34;@example.com" in text
    assert "<b>" not in text
    assert "<script" not in text


def test_a_question_that_cannot_be_read_names_nobody(ann: Person) -> None:
    text = _denied(ann.sign_in(), "?factor=1").text
    assert "This app is closed" in text
    assert ann.email not in text
    assert "/logout" not in text


def test_a_program_gets_json_and_learns_no_address(ann: Person) -> None:
    ann.sign_in()
    fetched = HTML | {"Sec-Fetch-Mode": "cors"}
    for dialect, headers in ((CADDY, fetched), (CADDY, {}), (NGINX, {}), (NGINX, HTML)):
        answer = ask(ann, "?group=admin", dialect=dialect, headers=headers)
        assert (answer.status_code, answer.json["code"]) == (403, "group_required")
        assert ann.email not in answer.text
