"""When an account last signed in, and whether it has to enrol a second factor."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)
_FROM_HISTORY = """
UPDATE users SET last_sign_in_at = (
    SELECT max(at) FROM audit_events
    WHERE audit_events.subject_id = users.id AND audit_events.type = 'login'
)
"""


def upgrade() -> None:
    op.add_column("users", sa.Column("must_enrol_at", _MOMENT, nullable=True))
    op.add_column("users", sa.Column("last_sign_in_at", _MOMENT, nullable=True))
    op.execute(_FROM_HISTORY)
    op.create_index("ix_users_created_at_id", "users", ["created_at", "id"])


def downgrade() -> None:
    op.drop_index("ix_users_created_at_id", table_name="users")
    op.drop_column("users", "last_sign_in_at")
    op.drop_column("users", "must_enrol_at")
