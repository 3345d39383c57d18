"""Filling a database with people, and what is theirs, by the million, in SQL alone."""

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import psycopg

from benchmarks.instance import Instance


@dataclass(frozen=True)
class _Dialect:
    """How a database spells a run of numbers, random texts, and a moment of the last days."""

    numbers: str
    text32: str
    text64: str
    drawn: str
    past: str
    future: str
    false: str


_SQLITE = _Dialect(
    numbers="(WITH RECURSIVE run(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM run WHERE i < {n}) "
    "SELECT i FROM run)",
    text32="lower(hex(randomblob(16)))",
    text64="lower(hex(randomblob(32)))",
    drawn="abs(random() % {groups})",
    past="strftime('%Y-%m-%d %H:%M:%f000', 'now', '-' || abs(random() % 400000) || ' seconds')",
    future="strftime('%Y-%m-%d %H:%M:%f000', 'now', '+20 days')",
    false="0",
)
_POSTGRES = _Dialect(
    numbers="(SELECT i FROM generate_series(1, {n}) AS i)",
    text32="md5(random()::text || clock_timestamp()::text)",
    text64="md5(random()::text) || md5(clock_timestamp()::text || random()::text)",
    drawn="floor(random() * {groups})::int",
    past="now() - random() * interval '4 days'",
    future="now() + interval '20 days'",
    false="false",
)
_HASH = "hb1$k00000000$2b$12$" + "x" * 53
_STATEMENTS = (
    "INSERT INTO users (id, email, name, password_hash, role, token_version, created_at, "
    "created_from, email_verified_at) SELECT {text32}, 'filler' || i || '@example.org', '', "
    f"'{_HASH}', 'user', 0, {{past}}, '', {{past}} FROM {{numbers}} AS run",
    "INSERT INTO sessions (id, user_id, token_hash, token_version, kind, amr_words, created_at, "
    "last_seen_at, expires_at, ip, user_agent, generation) SELECT {text32}, id, {text64}, 0, "
    "'cookie', 'password totp', {past}, {past}, {future}, '192.0.2.1', 'filler', 0 FROM users",
    "INSERT INTO attempt_keys (key, scope, account, last_at) SELECT {text64}, 'password', "
    "{text64}, {past} FROM {numbers} AS run",
    "INSERT INTO attempts (id, key, at, forgiven) SELECT {text32}, key, last_at, {false} "
    "FROM attempt_keys",
    # Numbered on from what is there, and not linked: new rows link to the last one all the same.
    "INSERT INTO audit_events (number, id, at, type, outcome, actor_id, subject_id, ip, "
    "user_agent, request_id, detail, mac) SELECT head.number + i, {text32}, {past}, 'login', "
    "'success', NULL, {text32}, '192.0.2.1', 'filler', {text32}, '{{}}', {text64} "
    "FROM {numbers} AS run CROSS JOIN (SELECT number FROM audit_head) AS head",
    "UPDATE audit_head SET (number, mac) = "
    "(SELECT number, mac FROM audit_events ORDER BY number DESC LIMIT 1)",
)
# All are asked for two factors, and one group for passkeys, from a date to come.
_POLICIES = (
    "INSERT INTO groups (id, name, description, version, created_at) "
    "SELECT 'group' || i, 'group' || i, '', 1, {past} FROM {numbers} AS run WHERE i <= {groups}",
    "INSERT INTO policies (scope, level, role, group_id, starts_at, grace_days, version) VALUES "
    "('everyone', 'two_factor', NULL, NULL, {past}, 0, 1), "
    "('group:group1', 'phishing_resistant', NULL, 'group1', {future}, 0, 1)",
)
# Each user who is in no group yet gets a passkey, the dates of both policies, and two groups: one
# that holds everybody, and another.
_BELONGINGS = (
    "INSERT INTO passkeys (id, user_id, credential_id, public_key, rp_id, name, aaguid, "
    "transports, sign_count, backup_eligible, backed_up, uv_initialized, needs_password, "
    "created_at) SELECT {text32}, id, {text64}, {text64}, 'localhost', '', '', '', 0, {false}, "
    "{false}, {false}, {false}, {past} FROM users WHERE {is_new}",
    "INSERT INTO policy_dates (user_id, scope, level, told_at, due_at) "
    "SELECT id, 'everyone', 'two_factor', {past}, {past} FROM users WHERE {is_new}",
    "INSERT INTO policy_dates (user_id, scope, level, told_at, due_at) "
    "SELECT id, 'group:group1', 'phishing_resistant', {past}, {future} FROM users WHERE {is_new}",
    "INSERT INTO group_members (user_id, group_id) "
    "SELECT id, 'group' || (2 + {drawn}) FROM users WHERE {is_new}",
    "INSERT INTO group_members (user_id, group_id) SELECT id, 'group1' FROM users WHERE NOT EXISTS "
    "(SELECT 1 FROM group_members WHERE user_id = users.id AND group_id = 'group1')",
)
_IS_NEW = "NOT EXISTS (SELECT 1 FROM group_members WHERE user_id = users.id)"


def fill(instance: Instance, rows: int) -> None:
    """Add so many users, and as many of what users have, to an instance that nobody uses yet."""
    _run(instance, [*_STATEMENTS, *_POLICIES, *_BELONGINGS], rows)


def give_belongings(instance: Instance, rows: int) -> None:
    """Give people who came after `fill` what the others have; `rows` are those of `fill`."""
    _run(instance, _BELONGINGS, rows)


def _run(instance: Instance, statements: Sequence[str], rows: int) -> None:
    instance.close()
    database = instance.app.extensions["second_lock"].settings.database
    if database.startswith("sqlite:///"):
        _run_on_sqlite(database.removeprefix("sqlite:///"), statements, rows)
    else:
        _run_on_postgres(database, statements, rows)


def _run_on_sqlite(file: str, statements: Sequence[str], rows: int) -> None:
    connection = sqlite3.connect(file, isolation_level=None)
    try:
        # Nobody else looks, and what a power cut would break is made anew in a minute.
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-1000000"):
            connection.execute(f"PRAGMA {pragma}")
        for statement in statements:
            connection.execute(_spelled(statement, _SQLITE, rows))
        connection.execute("PRAGMA journal_mode=WAL")
    finally:
        connection.close()


def _run_on_postgres(url: str, statements: Sequence[str], rows: int) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(_spelled(statement, _POSTGRES, rows).encode())
        connection.execute("VACUUM ANALYZE")


def _spelled(statement: str, dialect: _Dialect, rows: int) -> str:
    groups = max(2, rows // 1000)
    words: Mapping[str, object] = {
        **vars(dialect),
        "numbers": dialect.numbers.format(n=rows),
        "drawn": dialect.drawn.format(groups=groups - 1),
        "groups": groups,
        "is_new": _IS_NEW,
    }
    return statement.format(**words)
