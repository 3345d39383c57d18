"""Links bound to the state of an account, refresh generations, trusted devices, dead mails."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table("trusted_devices",
    sa.Column("id", sa.String(length=32), nullable=False),
    sa.Column("user_id", sa.String(length=32), nullable=False),
    sa.Column("token_hash", sa.String(length=64), nullable=False),
    sa.Column("token_version", sa.Integer(), nullable=False),
    sa.Column("created_at", _TIME, nullable=False),
    sa.Column("last_used_at", _TIME, nullable=False),
    sa.Column("expires_at", _TIME, nullable=False),
    sa.Column("ip", sa.String(length=45), nullable=False),
    sa.Column("user_agent", sa.String(length=300), nullable=False),
    sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_trusted_devices_user_id_users"), ondelete="CASCADE"),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_trusted_devices")),
    sa.UniqueConstraint("token_hash", "user_id", name=op.f("uq_trusted_devices_token_hash_user_id"))
    )
    op.create_index(op.f("ix_trusted_devices_user_id"), "trusted_devices", ["user_id"])
    op.create_index(op.f("ix_trusted_devices_expires_at"), "trusted_devices", ["expires_at"])
    # Not in a batch: SQLite would copy and drop the table, and what points at it would go along.
    op.add_column("sessions", sa.Column("generation", sa.Integer(), server_default="0", nullable=False))
    op.add_column("sessions", sa.Column("refreshed_at", _TIME, nullable=True))
    op.add_column("outbox", sa.Column("dead_at", _TIME, nullable=True))
    with op.batch_alter_table("mail_tokens") as batch_op:
        batch_op.alter_column("user_id", existing_type=sa.String(length=32), nullable=True)
        batch_op.add_column(sa.Column("token_version", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("new_email", sa.String(length=254), nullable=True))
        batch_op.create_index(batch_op.f("ix_mail_tokens_expires_at"), ["expires_at"])


def downgrade() -> None:
    op.execute("DELETE FROM mail_tokens WHERE user_id IS NULL OR purpose <> 'verify_email'")
    with op.batch_alter_table("mail_tokens") as batch_op:
        batch_op.drop_index(batch_op.f("ix_mail_tokens_expires_at"))
        batch_op.drop_column("new_email")
        batch_op.drop_column("token_version")
        batch_op.alter_column("user_id", existing_type=sa.String(length=32), nullable=False)
    op.drop_column("outbox", "dead_at")
    # The session of a token client would open as that of a browser.
    op.execute("DELETE FROM sessions WHERE kind = 'token'")
    op.drop_column("sessions", "refreshed_at")
    op.drop_column("sessions", "generation")
    op.drop_index(op.f("ix_trusted_devices_expires_at"), "trusted_devices")
    op.drop_index(op.f("ix_trusted_devices_user_id"), "trusted_devices")
    op.drop_table("trusted_devices")
