"""A version of each person, and the indexes by which administrators find people."""

import logging

import sqlalchemy as sa
from alembic import op
from sqlalchemy.exc import DBAPIError

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_FEW = {
    "admins": "role = 'admin'",
    "disabled": "disabled_at IS NOT NULL",
    "unverified": "email_verified_at IS NULL",
}
# The text that `app.users.search` compares, word for word.
_SEARCHED = """
CREATE INDEX ix_users_searched ON users
USING gin (lower(('  ' || email || '  ' || name) COLLATE "C") gin_trgm_ops)
"""


def upgrade() -> None:
    op.add_column("users", sa.Column("version", sa.Integer(), server_default="1", nullable=False))
    for name, condition in _FEW.items():
        fits = sa.text(condition)
        op.create_index(
            f"ix_users_{name}",
            "users",
            ["created_at", "id"],
            sqlite_where=fits,
            postgresql_where=fits,
        )
    codes = sa.text("scope = 'code'")
    op.create_index(
        "ix_attempt_keys_codes",
        "attempt_keys",
        ["account"],
        sqlite_where=codes,
        postgresql_where=codes,
    )
    if op.get_bind().dialect.name == "postgresql":
        _index_text()


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP INDEX IF EXISTS ix_users_searched")
    op.drop_index("ix_attempt_keys_codes", table_name="attempt_keys")
    for name in _FEW:
        op.drop_index(f"ix_users_{name}", table_name="users")
    op.drop_column("users", "version")


def _index_text() -> None:
    """Make the index of parts of texts, where PostgreSQL has pg_trgm.

    Searches are right without it, and slow among many people.
    """
    connection = op.get_bind()
    try:
        with connection.begin_nested():
            connection.execute(sa.text("CREATE EXTENSION IF NOT EXISTS pg_trgm"))
            connection.execute(sa.text(_SEARCHED))
    except DBAPIError:
        told = "no index of people's names: PostgreSQL has no pg_trgm, or the role may not create it"
        logging.getLogger("alembic.runtime.migration").warning(told)
