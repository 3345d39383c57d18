"""Promise: a code is spent exactly when the session that it opens exists (R21)."""

from app.factors.models import BackupCodeHash
from app.sessions.models import AuthSession
from tests.person import Person
from tests.rows import events, execute, rows

REFUSE = {
    "sqlite": (
        "CREATE TRIGGER no_sessions BEFORE INSERT ON sessions "
        "BEGIN SELECT RAISE(ABORT, 'no room'); END",
    ),
    "postgresql": (
        "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'no room'; END $$",
        "CREATE TRIGGER no_sessions BEFORE INSERT ON sessions EXECUTE FUNCTION no_room()",
    ),
}
ALLOW = {
    "sqlite": ("DROP TRIGGER no_sessions",),
    "postgresql": ("DROP TRIGGER no_sessions ON sessions",),
}


def dialect(person: Person) -> str:
    return str(person.app.extensions["second_lock"].settings.database).partition(":")[0]


def spent(person: Person) -> int:
    return sum(row.used_at is not None for row in rows(person.app, BackupCodeHash))


def check_the_code_survives(person: Person, code: str) -> None:
    half, before = person.other_browser().half(), len(rows(person.app, AuthSession))
    execute(person.app, *REFUSE[dialect(person)])
    refused = half.verify(code)
    assert refused.status_code in {500, 503}
    assert refused.json["code"] in {"internal_error", "unavailable"}
    assert "no room" not in refused.text
    assert "Set-Cookie" not in refused.headers
    assert not half.is_signed_in()
    assert len(rows(person.app, AuthSession)) == before
    execute(person.app, *ALLOW[dialect(person)])
    assert half.verify(code).status_code == 200
    assert len(rows(person.app, AuthSession)) == before + 1
    assert half.is_signed_in()


def test_r21_an_app_code_survives_a_session_that_could_not_start(enrolled: Person) -> None:
    code = enrolled.code()
    check_the_code_survives(enrolled, code)
    assert enrolled.other_browser().half().verify(code).json["code"] == "code_already_used"


def test_r21_a_backup_code_survives_a_session_that_could_not_start(enrolled: Person) -> None:
    check_the_code_survives(enrolled, enrolled.backup_codes[0])
    assert spent(enrolled) == 1
    assert len(events(enrolled.app, "2fa.backup_code_used")) == 1


def test_r87_what_was_rolled_back_left_no_success_in_the_history(enrolled: Person) -> None:
    half, before = enrolled.other_browser().half(), len(events(enrolled.app, "login"))
    execute(enrolled.app, *REFUSE[dialect(enrolled)])
    half.verify()
    assert len(events(enrolled.app, "login")) == before
