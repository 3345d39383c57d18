"""Promise: what somebody plants in the database, without the key, neither silences the history nor
hides in it (R87)."""

import pytest
from flask import Flask

from tests.audit.history import (
    check,
    definitions,
    drop_triggers,
    faults,
    is_sqlite,
    note,
    tamper,
    triggers,
)
from tests.person import Person
from tests.rows import events, execute

_BACK = """UPDATE audit_head SET number = (SELECT max(number) FROM audit_events), mac =
(SELECT mac FROM audit_events ORDER BY number DESC LIMIT 1)"""
_SILENT = {
    "sqlite": (
        "CREATE TRIGGER evil1 BEFORE INSERT ON audit_events WHEN NEW.type IN ('login', 'logout') "
        "BEGIN SELECT RAISE(IGNORE); END",
        f"CREATE TRIGGER evil2 AFTER UPDATE ON AUDIT_HEAD BEGIN {_BACK}; END",
    ),
    "postgresql": (
        "CREATE FUNCTION evil() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN IF NEW.type IN ('login', 'logout') THEN RETURN NULL; END IF; RETURN NEW; END $$",
        "CREATE FUNCTION evil_head() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF pg_trigger_depth() = 1 THEN {_BACK}; END IF; RETURN NULL; END $$",
        "CREATE TRIGGER evil1 BEFORE INSERT ON audit_events FOR EACH ROW EXECUTE FUNCTION evil()",
        "CREATE TRIGGER evil2 AFTER UPDATE ON audit_head FOR EACH ROW EXECUTE FUNCTION evil_head()",
    ),
}
_CHANGES = {
    "sqlite": (
        "CREATE TRIGGER evil1 AFTER INSERT ON audit_events BEGIN "
        "UPDATE audit_events SET subject_id = 'eve' WHERE number = NEW.number; END",
    ),
    "postgresql": (
        "CREATE FUNCTION evil() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN NEW.subject_id := 'eve'; RETURN NEW; END $$",
        "CREATE TRIGGER evil1 BEFORE INSERT ON audit_events FOR EACH ROW EXECUTE FUNCTION evil()",
    ),
}


def _dialect(app: Flask) -> str:
    return "sqlite" if is_sqlite(app) else "postgresql"


def _told(app: Flask) -> list[str]:
    return [what for _, what in faults(app)]


def _take_the_key_away(app: Flask) -> None:
    """Let `number` be NULL, with the guards as they were."""
    if not is_sqlite(app):
        execute(
            app,
            "ALTER TABLE audit_events DROP CONSTRAINT pk_audit_events",
            "ALTER TABLE audit_events ALTER COLUMN number DROP NOT NULL",
        )
        return
    made = definitions(app)
    drop_triggers(app)
    execute(
        app,
        "CREATE TABLE loose AS SELECT * FROM audit_events",
        "DROP TABLE audit_events",
        "ALTER TABLE loose RENAME TO audit_events",
        *made,
    )


def test_a_login_that_leaves_no_event_is_no_login(ann: Person) -> None:
    execute(ann.app, *_SILENT[_dialect(ann.app)])
    before = len(events(ann.app))
    body = {"email": ann.email, "password": ann.password}
    assert ann.post("login", body).status_code == 500
    assert ann.get("me").status_code == 401
    assert len(events(ann.app)) == before
    assert _told(ann.app) == [
        "has a trigger evil1 on audit_events of somebody else",
        "has a trigger evil2 on audit_head of somebody else",
    ]


@pytest.mark.parametrize("planted", ["dropped", "changed", "moved back"])
def test_an_event_is_kept_as_it_was_written_or_not_at_all(app: Flask, planted: str) -> None:
    silent = _SILENT[_dialect(app)]
    statements = {
        "dropped": [each for each in silent if "head" not in each.lower()],
        "changed": _CHANGES[_dialect(app)],
        "moved back": [each for each in silent if "evil2" in each or "evil_head" in each],
    }[planted]
    if planted == "moved back":
        back = "(SELECT max(number) - 1 FROM audit_events)"
        statements = [
            each.replace("(SELECT max(number) FROM audit_events)", back) for each in statements
        ]
    drop_triggers(app)
    execute(app, *statements)
    with pytest.raises(RuntimeError, match="does not keep"):
        note(app, "ann")
    assert len(events(app)) == 1


def test_a_guard_that_is_gone_is_named(app: Flask) -> None:
    names = triggers(app)
    drop_triggers(app)
    assert _told(app) == [f"lacks the trigger {name} on audit_events" for name in names]
    assert check(app).rows == 1


def test_a_guard_that_guards_nothing_any_more_is_named(app: Flask) -> None:
    name, *_ = triggers(app)
    if is_sqlite(app):
        [made] = [each for each in definitions(app) if name in each]
        changes = [f"DROP TRIGGER {name}", made.replace(" BEGIN", " WHEN 0 BEGIN")]
    else:
        changes = [f"ALTER TABLE audit_events DISABLE TRIGGER {name}"]
    execute(app, *changes)
    told = f"has another trigger {name} on audit_events than the migrations made"
    assert _told(app) == [told]


def test_an_emptied_trigger_function_is_named(app: Flask) -> None:
    if is_sqlite(app):
        return
    empty = "RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$"
    execute(app, f"CREATE OR REPLACE FUNCTION audit_events_refuse() {empty}")
    assert len(_told(app)) == 2
    assert all(told.startswith("has another trigger") for told in _told(app))


def test_a_view_or_a_rule_in_place_of_the_history_is_named(app: Flask) -> None:
    view = ("ALTER TABLE audit_head RENAME TO kept", "CREATE VIEW audit_head AS SELECT * FROM kept")
    if not is_sqlite(app):
        rule = "CREATE RULE evil AS ON INSERT TO audit_events DO INSTEAD NOTHING"
        execute(app, rule)
        assert _told(app) == ["has a rule evil on audit_events of somebody else"]
        with pytest.raises(RuntimeError, match="does not keep"):
            note(app, "ann")
        execute(
            app,
            "DROP RULE evil ON audit_events",
            "ALTER TABLE audit_events ENABLE ROW LEVEL SECURITY",
        )
        assert _told(app) == ["has another table audit_events than the migrations made"]
        execute(app, "ALTER TABLE audit_events DISABLE ROW LEVEL SECURITY")
    execute(app, *view)
    assert [each for each in _told(app) if "audit_head" in each] != []


def test_rows_without_a_number_are_told_and_break_nothing(ann: Person) -> None:
    ann.sign_in()
    _take_the_key_away(ann.app)
    assert faults(ann.app) == []
    before = ann.get("events").json
    columns = "id, at, type, outcome, actor_id, subject_id, ip, user_agent, request_id, detail"
    forged = columns.replace("id,", "'forged',", 1)
    execute(
        ann.app,
        f"INSERT INTO audit_events ({columns}) SELECT {forged} FROM audit_events WHERE number = 4",
    )
    assert faults(ann.app) == [(0, "holds rows without a number: 1")]
    assert ann.get("events").json == before
    assert ann.get("me/export").status_code == 200
    listed = ann.app.test_cli_runner().invoke(args=["audit", "list"])
    assert (listed.exit_code, "forged" in listed.output) == (0, False)
    told = ann.app.test_cli_runner().invoke(args=["audit", "verify"])
    assert "The history holds rows without a number: 1." in told.output
    note(ann.app, "ann")
    assert faults(ann.app) == [(0, "holds rows without a number: 1")]


def test_a_list_with_a_row_that_cannot_be_read_ends_in_one_line(ann: Person) -> None:
    if not is_sqlite(ann.app):
        return
    for change in ("detail = '{'", "at = 'soon'"):
        tamper(ann.app, f"UPDATE audit_events SET {change} WHERE number = 2")
        listed = ann.app.test_cli_runner().invoke(args=["audit", "list"])
        assert (listed.exit_code, listed.stdout) == (1, "")
        assert listed.stderr.splitlines() == [
            "Error: A row of the history cannot be read: `flask audit verify` tells which one."
        ]


_SPELLED_ANEW = {
    "at": ["replace(at, ' ', char(9))", "replace(at, ' ', 'T')", "substr(at, 1, 19)"],
    "detail": [
        "replace(detail, ':', ' :')",
        "CAST(detail AS BLOB)",
        """'{"ended": 2, "ended": 1}'""",
    ],
}


@pytest.mark.parametrize("column", _SPELLED_ANEW)
def test_a_column_that_says_the_same_in_other_letters_is_found(app: Flask, column: str) -> None:
    note(app, "ann", "bob")
    what = f"was changed: its {column} is not spelled as the server spells it"
    if is_sqlite(app):
        ways = _SPELLED_ANEW[column]
    else:  # a moment is no text there
        ways = ["replace(detail::text, ':', ' :')::json"] * (column == "detail")
    for way in ways:
        back = events(app)[1]
        tamper(app, f"UPDATE audit_events SET {column} = {way} WHERE number = 2")
        assert events(app)[1].facts() == back.facts()
        assert faults(app) == [(2, what)], way
