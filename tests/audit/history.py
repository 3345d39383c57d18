"""The security history as tests write it, check it, and tamper with it."""

from flask import Flask
from sqlalchemy import text

from app.audit.chain import current_head
from app.audit.events import Event
from app.audit.service import record
from app.audit.verification import Verdict, verify
from app.core.act import Act
from app.core.hash_chain import Link
from app.core.request_origin import RequestOrigin
from app.db import write_tx
from app.extensions import db, now
from tests.rows import execute

UNCLOSED = "is the last row without a chain: the chain was removed, or never begun"
EMPTIED = "and all after it are missing: the history was emptied"
CLIENT = RequestOrigin(ip="203.0.113.5", user_agent="Browser/1.0", request_id="r")


def note(app: Flask, *subjects: str) -> None:
    """Write one event for each subject, each in a transaction of its own."""
    for subject in subjects:
        with app.app_context(), write_tx() as tx:
            record(tx, Event.LOGOUT, subject_id=subject, act=Act(CLIENT, now()), ended=1)


def check(app: Flask, exported: Link | None = None) -> Verdict:
    with app.app_context():
        return verify(exported=exported)


def faults(app: Flask, exported: Link | None = None) -> list[tuple[int, str]]:
    """What the check finds, as number and sentence."""
    return [(fault.number, fault.what) for fault in check(app, exported).faults]


def head(app: Flask) -> Link:
    with app.app_context():
        found = current_head()
    assert found is not None
    return found


def is_sqlite(app: Flask) -> bool:
    with app.app_context():
        return db.engine.dialect.name == "sqlite"


def triggers(app: Flask) -> list[str]:
    """The names of the triggers on the history's table."""
    where = "sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_events'"
    if not is_sqlite(app):
        where = "pg_trigger WHERE tgrelid = 'audit_events'::regclass AND tgenabled = 'O'"
    name = "name" if is_sqlite(app) else "tgname"
    with app.app_context():
        return sorted(db.session.scalars(text(f"SELECT {name} FROM {where}")))


def definitions(app: Flask) -> list[str]:
    """The statements that make the triggers on the history's table anew."""
    found = "sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_events'"
    if not is_sqlite(app):
        found = "pg_get_triggerdef(oid) FROM pg_trigger WHERE tgrelid = 'audit_events'::regclass"
    with app.app_context():
        return list(db.session.scalars(text(f"SELECT {found}")))


def drop_triggers(app: Flask) -> None:
    for name in triggers(app):
        execute(app, f"DROP TRIGGER {name}{'' if is_sqlite(app) else ' ON audit_events'}")


def tamper(app: Flask, *statements: str, **values: object) -> None:
    """Run SQL as somebody who owns the database, and who takes the triggers away meanwhile."""
    made = definitions(app)
    drop_triggers(app)
    execute(app, *statements, **values)
    execute(app, *made)
