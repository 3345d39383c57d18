"""Promise: `flask doctor` names where passkeys can be used, and warns where some open nothing, so
that nobody changes the host unwarned (P11)."""

from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import Backend
from tests.maintenance.test_doctor import ask
from tests.maintenance.test_doctor_surroundings import PUBLIC, make
from tests.passkeys.owning import add_passkey
from tests.person import Person
from tests.rows import execute


@pytest.fixture
def backend(sqlite_backend: Backend) -> Backend:
    return sqlite_backend


def told(app: Flask) -> tuple[str, str, str]:
    """How the look judges, what it says, and what it says mends that."""
    check = ask(app)[1]["passkeys"]
    return check["state"], check["told"], check["mend"]


def test_it_names_the_host_and_the_origins_in_force(
    sqlite_backend: Backend, tmp_path: Path
) -> None:
    app = make(
        sqlite_backend,
        tmp_path,
        **PUBLIC,
        rp_id="example.com",
        passkey_origins=("https://example.org",),
    )
    assert told(app) == (
        "ok",
        "0 made for RP_ID example.com, used at https://login.example.com, https://example.org",
        "",
    )


def test_p11_it_warns_of_passkeys_of_another_host(ann: Person) -> None:
    ann.sign_in()
    for host in ("old.example", "older.example", "older.example", "localhost"):
        add_passkey(ann)
        moved = "UPDATE passkeys SET rp_id = :host, name = :host WHERE name = 'Old phone'"
        execute(ann.app, moved, host=host)
    state, said, mend = told(ann.app)
    assert (state, said) == (
        "warning",
        "1 made for RP_ID localhost, used at http://localhost:8000; those made for "
        "old.example (1), older.example (2) open nothing here",
    )
    assert "RP_ID" in mend
    assert "docs/passkeys-operators.md" in mend


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:8000", "https://203.0.113.5", "http://a.example"]
)
def test_it_warns_where_browsers_offer_none(
    sqlite_backend: Backend, tmp_path: Path, url: str
) -> None:
    app = make(sqlite_backend, tmp_path, **(PUBLIC | {"public_url": url}))
    assert told(app) == (
        "warning",
        f"browsers offer none at {url}: it is an IP address, or no https",
        "Give PUBLIC_URL a name as its host, and https.",
    )
