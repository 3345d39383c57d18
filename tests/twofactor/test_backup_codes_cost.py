"""Promise: a backup code is looked up by one keyed hash, however many there are, and stands for the
second factor alone."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from sqlalchemy import event

from app.extensions import db
from tests.accounts.links import NEW, reset, reset_token
from tests.person import Person
from tests.rows import execute


@contextmanager
def statements(app: Flask) -> Iterator[list[str]]:
    """Collect the SQL that touches backup codes."""
    seen: list[str] = []

    def note(_c: object, _k: object, statement: str, *_more: object) -> None:
        if "backup_codes" in statement:
            seen.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


def test_r27_a_wrong_code_costs_two_look_ups_among_ten_and_among_a_thousand(
    enrolled: Person,
) -> None:
    half = enrolled.other_browser().half()
    counted = []
    for more in (0, 990):
        execute(
            enrolled.app,
            *(
                "INSERT INTO backup_codes (id, user_id, key_id, digest, created_at) "
                f"SELECT 'x{number}', user_id, key_id, 'x{number}', created_at "
                "FROM backup_codes ORDER BY id LIMIT 1"
                for number in range(more)
            ),
        )
        with statements(enrolled.app) as seen:
            assert half.verify("0000-0000-0000-0000").json["code"] == "invalid_code"
        counted.append(len(seen))
    assert counted == [2, 2]  # for whom the codes were keyed, and the code


def test_r25_a_backup_code_stands_for_the_factor_and_never_for_the_password(
    enrolled: Person,
) -> None:
    thief = enrolled.other_browser()
    thief.password = enrolled.backup_codes[0]
    assert thief.log_in().json["code"] == "invalid_credentials"
    token = reset_token(enrolled)
    assert reset(enrolled, token).status_code == 200
    enrolled.password = NEW
    assert not enrolled.is_signed_in()
    enrolled.half()
    assert enrolled.verify(enrolled.backup_codes[0]).status_code == 200
    assert enrolled.get("2fa/status").json["backupCodesRemaining"] == 9
