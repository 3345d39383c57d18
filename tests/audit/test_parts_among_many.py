"""Promise: the first part of a check looks for the newest seal by the index of types, and does not
walk the whole history for one that is not there (A08)."""

from typing import Any

import pytest
from sqlalchemy import event

from app.audit.verification import verify_part
from app.extensions import db
from tests.conftest import Backend
from tests.person import Person
from tests.rows import execute

MANY = 20_000


@pytest.mark.parametrize("backend", ["postgres"], indirect=True)
def test_a08_the_newest_seal_is_found_by_the_index_of_types(backend: Backend, ann: Person) -> None:
    assert backend.name == "postgres"
    execute(
        ann.app,
        "INSERT INTO audit_events (number, id, at, type, outcome, ip, user_agent, request_id,"
        " detail) SELECT number + i, 'many' || i, at, 'kind.' || i % 300, outcome, ip, user_agent,"
        " request_id, detail FROM"
        " (SELECT * FROM audit_events ORDER BY number DESC LIMIT 1) AS last,"
        f" generate_series(1, {MANY}) AS i",
        "ANALYZE audit_events",
    )
    sent: list[tuple[str, Any]] = []

    def note(*told: Any) -> None:
        sent.append((told[2], told[3]))

    with ann.app.app_context():
        event.listen(db.engine, "before_cursor_execute", note)
        verify_part(most=10)
        event.remove(db.engine, "before_cursor_execute", note)
        [(statement, values)] = [each for each in sent if "type = " in each[0]]
        with db.engine.connect() as connection:
            lines = connection.exec_driver_sql(f"EXPLAIN {statement}", values).scalars().all()
    assert "ix_audit_events_type_at" in "\n".join(lines), lines
