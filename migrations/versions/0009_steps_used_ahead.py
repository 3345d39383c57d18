"""The time steps that an authenticator may have used while the clock was ahead."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("totp_secrets", sa.Column("ahead_from", sa.BigInteger(), nullable=True))
    op.add_column("totp_secrets", sa.Column("ahead_to", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column("totp_secrets", "ahead_to")
    op.drop_column("totp_secrets", "ahead_from")
