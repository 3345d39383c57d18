"""The secret of a session that opens apps behind forward-auth."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Not in a batch: SQLite would copy and drop the table, and what points at it would go along.
    op.add_column("sessions", sa.Column("forward_hash", sa.String(length=64), nullable=True))
    op.create_index(op.f("ix_sessions_forward_hash"), "sessions", ["forward_hash"], unique=True)


def downgrade() -> None:
    op.drop_index(op.f("ix_sessions_forward_hash"), "sessions")
    op.drop_column("sessions", "forward_hash")
