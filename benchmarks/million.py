"""Filling PostgreSQL with people and their history by the million, as a team would have them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import psycopg

DAYS = 365
_TABLES = (
    "users",
    "passkeys",
    "totp_secrets",
    "sessions",
    "attempt_keys",
    "attempts",
    "audit_events",
)
_HASH = "hb1$k00000000$2b$12$" + "x" * 53
_AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
_FIRST = (
    "Ann Bob Clara David Eva Felix Greta Hugo Ida Jonas Karla Lukas Maria Nils Olga Paul Rosa "
    "Simon Theresa Ute Viktor Wanda Xaver Yusuf Zoë"
)
_LAST = (
    "Adler Becker Cohen Dietrich Engel Fischer Garcia Hoffmann Ivanova Jansen Keller Lopez Meyer "
    "Nguyen Okafor Petrov Quinn Richter Schmidt Tanaka Ueda Vogel Weber Xu Yilmaz Ziegler"
)
# Each fact of a row follows from its number, so that rows of two tables fit without a join.
_PEOPLE = f"""
INSERT INTO users (id, email, name, password_hash, role, token_version, created_at, created_from,
    email_verified_at, disabled_at, two_factor_enabled_at, last_sign_in_at)
SELECT 'p' || lpad(i::text, 21, '0'),
    lower(first || '.' || last) || i || '@example.' || (ARRAY['org', 'com', 'net'])[1 + i % 3],
    first || ' ' || last, '{_HASH}', 'user', 0, begun + i * interval '20 seconds', '192.0.2.1',
    CASE WHEN i % 33 > 0 THEN begun END, CASE WHEN i % 100 = 7 THEN now() END,
    CASE WHEN i % 10 < 4 THEN begun END, now() - i % 300 * interval '1 day'
FROM (
    SELECT i, now() - interval '400 days' AS begun,
        (string_to_array('{_FIRST}', ' '))[1 + i % 25] AS first,
        (string_to_array('{_LAST}', ' '))[1 + i / 25 % 26] AS last
    FROM generate_series(1, {{people}}) AS i
) AS drawn
"""
_KEYS = """
INSERT INTO passkeys (id, user_id, credential_id, public_key, rp_id, name, aaguid, transports,
    sign_count, backup_eligible, backed_up, uv_initialized, needs_password, created_at)
SELECT md5('k' || id), id, md5('c' || id) || md5(id), repeat('x', 120), 'localhost', 'Phone', '',
    'internal', 0, true, true, true, false, created_at
FROM users WHERE right(id, 1) = '0' AND two_factor_enabled_at IS NOT NULL
"""
_APPS = """
INSERT INTO totp_secrets (id, user_id, state, name, sealed, algorithm, digits, period, last_step,
    created_at)
SELECT md5('a' || id), id, 'live', '', repeat('x', 90), 'SHA1', 6, 30, -1, created_at
FROM users WHERE right(id, 1) IN ('1', '2', '3')
"""
_SESSIONS = f"""
INSERT INTO sessions (id, user_id, token_hash, token_version, kind, amr_words, created_at,
    last_seen_at, expires_at, ip, user_agent, generation)
SELECT md5('s' || id), id, md5(id) || md5('t' || id), 0, 'cookie', 'password totp', now(), now(),
    now() + interval '20 days', '192.0.2.1', '{_AGENT}', 0
FROM users WHERE right(id, 1) IN ('1', '4', '7')
"""
# Wrong codes of every tenth person, five of every hundredth: those are locked.
_GUESSED = """
INSERT INTO attempt_keys (key, scope, account, last_at)
SELECT md5(id) || md5('g' || id), 'code', id, now() FROM users WHERE right(id, 1) = '3'
"""
_GUESSES = """
INSERT INTO attempts (id, key, at, forgiven)
SELECT md5(key || n), key, now() - n * interval '1 minute', false
FROM attempt_keys, generate_series(1, CASE WHEN right(account, 2) = '13' THEN 5 ELSE 2 END) AS n
"""
# Numbered on from what is there, and not linked: new rows link to the last one all the same. The
# newest row is of now, and all others lie behind it in even steps.
_EVENTS = f"""
INSERT INTO audit_events (number, id, at, type, outcome, actor_id, subject_id, ip, user_agent,
    request_id, detail, mac)
SELECT head.number + i, lpad(to_hex(i), 22, '0'),
    now() - ({{events}} - i) * (interval '{DAYS} days' / {{events}}), type,
    CASE WHEN type IN ('login.failed', '2fa.code_refused') THEN 'failure' ELSE 'success' END,
    'p' || lpad(who::text, 21, '0'), 'p' || lpad(who::text, 21, '0'),
    '10.' || who % 200 || '.' || who / 200 % 250 || '.1', '{_AGENT}', lpad(to_hex(i), 22, '0'),
    '{{{{"methods": ["password", "totp"], "surface": "login"}}}}', md5(i::text) || md5(i::text)
FROM (
    SELECT i, 1 + (i::bigint * 7919) % {{people}} AS who, (ARRAY['login', 'login', 'login',
        'login', 'login.second_factor_asked', 'login.second_factor_asked', 'logout',
        'session.ended', 'reauth', 'login.failed', 'login.failed', '2fa.code_refused',
        'device.trusted', 'account.renamed', 'password_changed', 'policy.changed'
    ])[CASE WHEN i % 1000 = 0 THEN 16 ELSE 1 + i % 15 END] AS type
    FROM generate_series({{first}}, {{last}}) AS i
) AS drawn CROSS JOIN (SELECT number FROM audit_head) AS head
"""
_MOVE_HEAD = """
UPDATE audit_head SET (number, mac) =
    (SELECT number, mac FROM audit_events ORDER BY number DESC LIMIT 1)
"""
_AT_ONCE = 500_000


def fill(url: str, *, people: int, events: int) -> None:
    """Add so many people and events to a database that nobody uses yet."""
    with psycopg.connect(url, autocommit=True) as connection:
        with _without_indexes(connection):
            for statement in (_PEOPLE, _KEYS, _APPS, _SESSIONS, _GUESSED, _GUESSES):
                _run(connection, statement.format(people=people))
            for first in range(1, events + 1, _AT_ONCE):
                last = min(events, first + _AT_ONCE - 1)
                spelled = _EVENTS.format(people=people, events=events, first=first, last=last)
                _run(connection, spelled)
            _run(connection, _MOVE_HEAD)
        _run(connection, "VACUUM ANALYZE")


@contextmanager
def _without_indexes(connection: psycopg.Connection) -> Iterator[None]:
    """Drop the indexes that no constraint needs, and make them again behind the block."""
    made = connection.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s) AND NOT EXISTS "
        "(SELECT 1 FROM pg_constraint WHERE conname = indexname)",
        [list(_TABLES)],
    ).fetchall()
    for name, _ in made:
        _run(connection, f"DROP INDEX {name}")
    yield
    _each(connection, [definition for _, definition in made])


def _each(connection: psycopg.Connection, statements: Sequence[str]) -> None:
    for statement in statements:
        _run(connection, statement)


def _run(connection: psycopg.Connection, statement: str) -> None:
    connection.execute(statement.encode())
