"""Indexes by which wrong codes are counted, and odd signs are found, among a million people."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

# What `app.db.odd` compares, word for word.
_ODD = """('  ' || email || '  ' || name) COLLATE "C" ~ '[!-,/:-?[-`{-~]| [.@-]|[.@-][.@-]'"""
# Without it PostgreSQL takes every text for odd, and leaves the index alone.
_HOW_MANY = f"CREATE STATISTICS st_users_odd ON ({_ODD}) FROM users"
# An index alone answers a count only where a vacuum has been after the last writes. By itself it
# comes once a fifth of a table is new: of ten million events, once in months.
_VACUUM = {
    "users": {"autovacuum_vacuum_scale_factor": 0.01},
    "attempts": {
        "autovacuum_vacuum_scale_factor": 0.02,
        "autovacuum_vacuum_insert_scale_factor": 0.02,
    },
    "audit_events": {"autovacuum_vacuum_insert_scale_factor": 0.002},
}


def upgrade() -> None:
    op.create_index("ix_attempts_key_at_forgiven", "attempts", ["key", "at", "forgiven"])
    op.drop_index("ix_attempts_key_at", "attempts")
    if op.get_bind().dialect.name != "postgresql":
        return
    is_odd = sa.text(f"({_ODD}) IS TRUE")
    op.create_index("ix_users_odd", "users", ["created_at", "id"], postgresql_where=is_odd)
    op.execute(_HOW_MANY)
    for table, settings in _VACUUM.items():
        spelled = ", ".join(f"{name} = {value}" for name, value in settings.items())
        op.execute(f"ALTER TABLE {table} SET ({spelled})")
    op.execute("ANALYZE users")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table, settings in _VACUUM.items():
            op.execute(f"ALTER TABLE {table} RESET ({', '.join(settings)})")
        op.execute("DROP STATISTICS st_users_odd")
        op.drop_index("ix_users_odd", "users")
    op.create_index("ix_attempts_key_at", "attempts", ["key", "at"])
    op.drop_index("ix_attempts_key_at_forgiven", "attempts")
