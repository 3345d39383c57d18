"""No request counts: memory or Redis counts floods."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # What it held is worth nothing after a minute.
    op.drop_table("request_counts")


def downgrade() -> None:
    op.create_table(
        "request_counts",
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("hits", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_request_counts")),
    )
    op.create_index(op.f("ix_request_counts_expires_at"), "request_counts", ["expires_at"])
