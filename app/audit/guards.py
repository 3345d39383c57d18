"""The triggers on the history's tables: exactly those of the migrations."""

from collections.abc import Iterator

from sqlalchemy import Connection, text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session

from app.core.errors import Conflict
from app.core.hash_chain import Fault

_REFUSAL = "the security history is append-only"
# What the migrations create. A trigger's definition holds its condition, timing and action.
_EXPECTED = {
    "sqlite": {
        "table audit_events": "ordinary",
        "table audit_head": "ordinary",
        **{
            f"trigger {name} on audit_events": f"CREATE TRIGGER {name} {when} "
            f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
            for name, when in {
                "audit_events_no_update": "BEFORE UPDATE ON audit_events",
                "audit_events_no_delete": "BEFORE DELETE ON audit_events",
                "audit_events_no_replace": "BEFORE INSERT ON audit_events WHEN EXISTS "
                "(SELECT 1 FROM audit_events WHERE number = NEW.number OR id = NEW.id)",
            }.items()
        },
    },
    "postgresql": {
        "table audit_events": "ordinary",
        "table audit_head": "ordinary",
        **{
            f"trigger {name} on audit_events": f"O CREATE TRIGGER {name} {when} "
            f"EXECUTE FUNCTION audit_events_refuse():  BEGIN RAISE EXCEPTION '{_REFUSAL}' "
            "USING ERRCODE = 'integrity_constraint_violation'; END "
            for name, when in {
                "audit_events_no_change": "BEFORE DELETE OR UPDATE ON audit_events FOR EACH ROW",
                "audit_events_no_truncate": "BEFORE TRUNCATE ON audit_events FOR EACH STATEMENT",
            }.items()
        },
    },
}
_NO_DELETE, _NO_CHANGE = "audit_events_no_delete", "audit_events_no_change"
_LIFTED = {
    "sqlite": f"DROP TRIGGER {_NO_DELETE}",
    "postgresql": f"ALTER TABLE audit_events DISABLE TRIGGER {_NO_CHANGE}",
}
_SET = {
    "sqlite": _EXPECTED["sqlite"][f"trigger {_NO_DELETE} on audit_events"],
    "postgresql": f"ALTER TABLE audit_events ENABLE TRIGGER {_NO_CHANGE}",
}
_NOT_THE_OWNER = (
    "PostgreSQL lets only the owner of audit_events remove rows: run this as that role."
)
# SQLite keeps the table's name as CREATE TRIGGER spelled it, so the query lowercases it.
# sqlite_master lists a virtual table as `table` too. A trigger on another table counts where its
# text names the history.
_SQLITE = """
SELECT CASE type WHEN 'trigger' THEN 'trigger ' || name || ' on ' || lower(tbl_name)
                 ELSE type || ' ' || lower(name) END,
       CASE WHEN type = 'trigger' THEN sql
            WHEN sql LIKE 'CREATE TABLE%' THEN 'ordinary' ELSE sql END
FROM sqlite_master
WHERE type IN ('table', 'view') AND lower(name) IN ('audit_events', 'audit_head')
   OR type = 'trigger' AND (instr(lower(sql), 'audit_events') OR instr(lower(sql), 'audit_head'))
"""
# Row security hides rows. A query of a table also returns the rows of its child tables. Rules
# rewrite statements.
_POSTGRES = """
WITH history AS (SELECT oid, relname, relkind, relpersistence, relrowsecurity FROM pg_class
                 WHERE oid IN ('audit_events'::regclass, 'audit_head'::regclass))
SELECT 'table ' || relname, CASE WHEN relkind = 'r' AND relpersistence = 'p'
       AND NOT relrowsecurity THEN 'ordinary' ELSE 'another' END FROM history
UNION ALL
SELECT 'trigger ' || tgname || ' on ' || relname,
       tgenabled::text || ' ' || pg_get_triggerdef(pg_trigger.oid, true) || ': ' || prosrc
FROM pg_trigger JOIN history ON history.oid = tgrelid JOIN pg_proc ON pg_proc.oid = tgfoid
UNION ALL
SELECT 'rule ' || rulename || ' on ' || relname, ''
FROM pg_rewrite JOIN history ON history.oid = ev_class
UNION ALL
SELECT 'child ' || inhrelid::regclass || ' of ' || relname, ''
FROM pg_inherits JOIN history ON history.oid = inhparent
"""
_FOUND = {"sqlite": text(_SQLITE), "postgresql": text(_POSTGRES)}


def lift_delete_guard(tx: Session) -> None:
    """Let the rest of the transaction delete rows; `set_delete_guard` ends that.

    Only the owner of the table may do so. Raises Conflict for another role of PostgreSQL. The head
    must be locked: PostgreSQL locks the table here, and a writer that holds the head waits for it.
    """
    try:
        tx.connection().exec_driver_sql(_LIFTED[tx.get_bind().dialect.name])
    except ProgrammingError:
        raise Conflict(_NOT_THE_OWNER) from None


def set_delete_guard(tx: Session) -> None:
    """Refuse deletes again, as the migrations did."""
    tx.connection().exec_driver_sql(_SET[tx.get_bind().dialect.name])


def wrong_guards(connection: Connection) -> Iterator[Fault]:
    """Yield each missing, changed or planted guard of the history's tables.

    A trigger that drops new rows and moves the head back leaves a chain that looks whole.
    """
    name = connection.dialect.name
    expected = _EXPECTED[name]
    found = {row[0]: row[1] for row in connection.execute(_FOUND[name])}
    for title in sorted(expected.keys() | found.keys()):
        if title not in found:
            yield Fault(0, f"lacks the {title}")
        elif title not in expected:
            yield Fault(0, f"has a {title} of somebody else")
        elif found[title] != expected[title]:
            yield Fault(0, f"has another {title} than the migrations made")
