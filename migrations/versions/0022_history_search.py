"""Indexes by which the history is searched, and events and people are counted."""

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_INDEXES = {
    "ix_audit_events_at": ("audit_events", ["at"]),
    "ix_audit_events_type_at": ("audit_events", ["type", "at"]),
    "ix_audit_events_ip_at": ("audit_events", ["ip", "at"]),
    "ix_users_two_factor_enabled_at": ("users", ["two_factor_enabled_at"]),
}


def upgrade() -> None:
    for name, (table, columns) in _INDEXES.items():
        op.create_index(name, table, columns)


def downgrade() -> None:
    for name, (table, _) in _INDEXES.items():
        op.drop_index(name, table)
