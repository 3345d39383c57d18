"""Authenticators tell where they were brought from: such accounts may type other kinds of codes."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("totp_secrets", sa.Column("origin", sa.String(length=20), nullable=True))


def downgrade() -> None:
    op.drop_column("totp_secrets", "origin")
