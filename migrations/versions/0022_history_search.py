"""Indexes by which the history is searched and counted by day."""

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_INDEXES = {
    "ix_audit_events_at": ["at"],
    "ix_audit_events_type_at": ["type", "at"],
    "ix_audit_events_ip_at": ["ip", "at"],
}


def upgrade() -> None:
    for name, columns in _INDEXES.items():
        op.create_index(name, "audit_events", columns)


def downgrade() -> None:
    for name in _INDEXES:
        op.drop_index(name, "audit_events")
