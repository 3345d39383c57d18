"""Who registered an account that waits for the proof of its address."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

# No cookie has an empty hash: whoever
# registered before this migration chooses the password at the proof.
_WAITING = """
INSERT INTO registrations (user_id, cookie_hash, user_agent)
SELECT users.id, '', coalesce(
    (SELECT max(user_agent) FROM audit_events
     WHERE subject_id = users.id AND type = 'account.registered'), '')
FROM users
WHERE email_verified_at IS NULL AND created_from <> 'operator'
"""


def upgrade() -> None:
    op.create_table(
        "registrations",
        sa.Column("user_id", sa.String(length=32), nullable=False),
        sa.Column("cookie_hash", sa.String(length=64), nullable=False),
        sa.Column("user_agent", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["users.id"],
            name=op.f("fk_registrations_user_id_users"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_registrations")),
    )
    op.execute(_WAITING)


def downgrade() -> None:
    op.drop_table("registrations")
