"""Passkeys, and several authenticators with names."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_HANDLE = "ix_users_passkey_handle"
_FURTHER = """
DELETE FROM totp_secrets WHERE state = 'live' AND EXISTS (
    SELECT 1 FROM totp_secrets AS older
    WHERE older.user_id = totp_secrets.user_id AND older.state = 'live'
    AND (older.created_at < totp_secrets.created_at
        OR (older.created_at = totp_secrets.created_at AND older.id < totp_secrets.id))
)
"""


def upgrade() -> None:
    op.create_table(
        "passkeys",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("user_id", sa.String(length=32), nullable=False),
        sa.Column("credential_id", sa.String(length=1364), nullable=False),
        sa.Column("public_key", sa.String(length=1500), nullable=False),
        sa.Column("rp_id", sa.String(length=253), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("aaguid", sa.String(length=36), nullable=False),
        sa.Column("transports", sa.String(length=100), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("backup_eligible", sa.Boolean(), nullable=False),
        sa.Column("backed_up", sa.Boolean(), nullable=False),
        sa.Column("uv_initialized", sa.Boolean(), nullable=False),
        sa.Column("needs_password", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_passkeys_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkeys")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkeys_credential_id")),
    )
    op.create_index(op.f("ix_passkeys_user_id"), "passkeys", ["user_id"])
    op.create_table(
        "spent_challenges",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_spent_challenges")),
    )
    op.create_index(op.f("ix_spent_challenges_expires_at"), "spent_challenges", ["expires_at"])
    op.add_column(
        "totp_secrets",
        sa.Column("name", sa.String(length=60), nullable=False, server_default=sa.text("''")),
    )
    op.add_column("totp_secrets", sa.Column("replaces", sa.String(length=32), nullable=True))
    op.add_column(
        "totp_secrets", sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.add_column("users", sa.Column("passkey_handle", sa.String(length=43), nullable=True))
    op.create_index(_HANDLE, "users", ["passkey_handle"], unique=True)


def downgrade() -> None:
    # Older code knows one authenticator: a further one would open what its owner cannot see. Who
    # had passkeys alone keeps the second factor, and signs in by a backup code.
    op.execute(_FURTHER)
    op.drop_index(_HANDLE, "users")
    op.drop_column("users", "passkey_handle")
    op.drop_column("totp_secrets", "last_used_at")
    op.drop_column("totp_secrets", "replaces")
    op.drop_column("totp_secrets", "name")
    op.drop_table("spent_challenges")
    op.drop_table("passkeys")
