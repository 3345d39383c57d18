"""The language that the owner of an account chose, or ''."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("users", sa.Column("locale", sa.String(10), nullable=False, server_default=sa.text("''")))


def downgrade() -> None:
    op.drop_column("users", "locale")
