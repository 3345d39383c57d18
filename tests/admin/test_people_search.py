"""Promise: a search finds people by any part of their address and name, takes every character as it
is, stays quick among many, and tells others nothing (A08)."""

from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from sqlalchemy import event, text

from app.accounts import directory
from app.accounts.directory import Wanted, find_people
from app.extensions import db
from tests.admin.people import PEOPLE, place
from tests.conftest import Backend
from tests.person import Person
from tests.rows import execute

ON_POSTGRESQL = pytest.mark.parametrize("backend", ["postgres"], indirect=True)
MANY = 10_000


def found(root: Person, words: str) -> list[str]:
    answer = root.get(f"{PEOPLE}?q={quote(words)}")
    assert answer.status_code == 200, answer.json
    return [each["email"] for each in answer.json["users"]]


@pytest.fixture
def crowd(root: Person) -> Person:
    """Some people beside the administrator."""
    for email, name in (
        ("zoe.lee@example.org", "Zoë Lee"),
        ("max@example.org", "MÄX VON DER AU"),
        ("100%@example.net", "a_b"),
        ("back@example.net", "back\\slash"),
        ("sl.ash@example.net", "for/ward"),
        ("dash--dot@example.net", "-Jo @home .dot"),
    ):
        person(root.app, email, name)
    return root


def person(app: Flask, email: str, name: str) -> None:
    columns = "password_hash, role, token_version, created_at, created_from"
    values = f"SELECT :id, :email, :name, {columns} FROM users WHERE email = 'root@example.com'"
    insert = f"INSERT INTO users (id, email, name, {columns}) {values}"
    execute(app, insert, id=email.partition("@")[0], email=email, name=name)


FINDS = {
    "lee": ["zoe.lee@example.org"],
    "LEE": ["zoe.lee@example.org"],
    "e.le": ["zoe.lee@example.org"],
    "lee zoe": ["zoe.lee@example.org"],
    "  lee   zoe  ": ["zoe.lee@example.org"],
    "zoë": ["zoe.lee@example.org"],
    "ZOË": ["zoe.lee@example.org"],
    "mäx": ["max@example.org"],
    "example.org": ["zoe.lee@example.org", "max@example.org"],
    "m": ["max@example.org"],
    "le": ["zoe.lee@example.org"],
    "au": ["max@example.org"],
    "ee": [],
    "lee max": [],
    "nobody": [],
}


@pytest.mark.parametrize("words", FINDS)
def test_each_word_is_a_part_of_the_address_or_the_name(crowd: Person, words: str) -> None:
    assert sorted(found(crowd, words)) == sorted(FINDS[words])


TAKEN_AS_THEY_ARE = {
    "%": [],
    "100%": ["100%@example.net"],
    "0%": [],
    "00%@": ["100%@example.net"],
    "a_b": ["100%@example.net"],
    "_____": [],
    "%%%": [],
    "e%e": [],
    "zo_": [],
    "k\\s": ["back@example.net"],
    "\\\\\\": [],
    "r/w": ["sl.ash@example.net"],
    "--d": ["dash--dot@example.net"],
    "-": ["dash--dot@example.net"],
    "-j": ["dash--dot@example.net"],
    "@": ["dash--dot@example.net"],
    ".": ["dash--dot@example.net"],
    "-jo @": ["dash--dot@example.net"],
    "jo @": [],
    "@-@": [],
    "/%/": [],
    "'; DROP TABLE users; --": [],
    "' OR '1'='1": [],
    "x') OR 1=1 --": [],
}


@pytest.mark.parametrize("words", TAKEN_AS_THEY_ARE)
def test_a08_no_character_of_a_search_has_a_meaning(crowd: Person, words: str) -> None:
    assert found(crowd, words) == TAKEN_AS_THEY_ARE[words]


def test_a08_nobody_else_learns_which_ids_there_are(app: Flask, root: Person, bob: Person) -> None:
    bob.sign_in()
    for path in (f"{PEOPLE}?q=root", f"{PEOPLE}?filter=x", place(root), f"{PEOPLE}/nobody"):
        answers = {(each.status_code, each.json["code"]) for each in (bob.get(path),)}
        assert answers == {(403, "forbidden")}, path
    known, unknown = bob.get(place(root)), bob.get(f"{PEOPLE}/nobody")
    assert {**known.json, "requestId": ""} == {**unknown.json, "requestId": ""}


@pytest.mark.parametrize("most", [0, 20_000])
def test_locked_people_are_found_however_many_they_are(
    root: Person, enrolled: Person, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(directory, "MOST_IDS", most)
    for _ in range(5):
        enrolled.reauth(code=enrolled.wrong_code())
    listed = root.get(f"{PEOPLE}?filter=locked").json["users"]
    assert [each["email"] for each in listed] == [enrolled.email]


@pytest.fixture
def many(root: Person) -> Person:
    """An administrator among many people."""
    execute(
        root.app,
        "INSERT INTO users (id, email, name, password_hash, role, token_version, created_at,"
        " created_from) SELECT md5(i::text), md5(i::text) || '@example.net', 'Person ' || i,"
        " password_hash, 'user', 0, now() - i * interval '1 minute', '' FROM users,"
        f" generate_series(1, {MANY}) AS i WHERE email = 'root@example.com'",
        "UPDATE users SET email_verified_at = created_at",
    )
    with root.app.app_context(), db.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("VACUUM ANALYZE"))
    return root


def plan(root: Person, wanted: Wanted) -> str:
    """How PostgreSQL runs the first statement of a list."""
    sent: list[tuple[str, Any]] = []

    def note(*told: Any) -> None:
        sent.append((told[2], told[3]))

    with root.app.app_context():
        event.listen(db.engine, "before_cursor_execute", note)
        find_people(wanted, root.clock.now(), after=None, limit=50)
        event.remove(db.engine, "before_cursor_execute", note)
        statement, values = sent[0]
        with db.engine.connect() as connection:
            lines = connection.exec_driver_sql(f"EXPLAIN {statement}", values).scalars().all()
    return "\n".join(lines)


INDEX_OF = {
    Wanted(text="c4ca4238"): "ix_users_searched",
    Wanted(text="person 7777"): "ix_users_searched",
    Wanted(text="nobody"): "ix_users_searched",
    Wanted(text="zq"): "ix_users_searched",
    Wanted(text="%"): "ix_users_odd",
    Wanted(text="_"): "ix_users_odd",
    Wanted(text="..."): "ix_users_odd",
    Wanted(text="x_y"): "ix_users_odd",
    Wanted(text="example.net"): "ix_users_created_at_id",
    Wanted(admins=True): "ix_users_admins",
    Wanted(disabled=True): "ix_users_disabled",
    Wanted(unverified=True): "ix_users_unverified",
}


@ON_POSTGRESQL
def test_a08_an_index_answers_each_question_among_many(backend: Backend, many: Person) -> None:
    assert backend.name == "postgres"
    for wanted, index in INDEX_OF.items():
        found = plan(many, wanted)
        assert index in found, (wanted, found)


@pytest.mark.parametrize("limit", [1, 100])
def test_a08_a_page_takes_as_many_statements_however_long_it_is(crowd: Person, limit: int) -> None:
    sent: list[str] = []
    with crowd.app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda *told: sent.append(told[2]))
        find_people(Wanted(text="a"), crowd.clock.now(), after=None, limit=limit)
    assert len([each for each in sent if each.startswith("SELECT")]) == 5


SIGNS = [each for each in map(chr, range(33, 127)) if not each.isalnum()]


@pytest.mark.parametrize("sign", SIGNS)
def test_a08_each_sign_is_found_wherever_it_may_stand(root: Person, sign: str) -> None:
    names = (f"{sign}x", f"x {sign}", f"a{sign}b", f"a{sign * 3}b")
    for number, name in enumerate(names):
        person(root.app, f"{number}@example.org", name)
    for words, places in ((sign, [0, 1]), (f"a{sign}b", [2]), (sign * 3, [3])):
        assert found(root, words) == [f"{each}@example.org" for each in places], words
