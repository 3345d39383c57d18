"""Accounts, sessions, second factors, counts, history, outbox."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table("attempt_keys",
    sa.Column("key", sa.String(length=64), nullable=False),
    sa.Column("scope", sa.String(length=20), nullable=False),
    sa.Column("account", sa.String(length=64), nullable=False),
    sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint("key", name=op.f("pk_attempt_keys"))
    )
    with op.batch_alter_table("attempt_keys", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attempt_keys_account"), ["account"], unique=False)

    op.create_table("audit_events",
    sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("type", sa.String(length=40), nullable=False),
    sa.Column("outcome", sa.String(length=10), nullable=False),
    sa.Column("actor_id", sa.String(length=32), nullable=True),
    sa.Column("subject_id", sa.String(length=32), nullable=True),
    sa.Column("ip", sa.String(length=45), nullable=False),
    sa.Column("user_agent", sa.String(length=300), nullable=False),
    sa.Column("request_id", sa.String(length=32), nullable=False),
    sa.Column("detail", sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_events"))
    )
    with op.batch_alter_table("audit_events", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_events_subject_id"), ["subject_id"], unique=False)

    op.create_table("data_keys",
    sa.Column("id", sa.String(length=40), nullable=False),
    sa.Column("sealed", sa.String(length=200), nullable=False),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_data_keys"))
    )
    op.create_table("outbox",
    sa.Column("id", sa.String(length=32), nullable=False),
    sa.Column("kind", sa.String(length=40), nullable=False),
    sa.Column("sealed", sa.Text(), nullable=False),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("attempts", sa.Integer(), nullable=False),
    sa.Column("last_error", sa.String(length=200), nullable=False),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox"))
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outbox_next_at"), ["next_at"], unique=False)

    op.create_table("policy_override",
    sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
    sa.Column("two_factor", sa.String(length=10), nullable=False),
    sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("id = 1", name=op.f("ck_policy_override_single")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_override"))
    )
    op.create_table("users",
    sa.Column("id", sa.String(length=32), nullable=False),
    sa.Column("email", sa.String(length=254), nullable=False),
    sa.Column("name", sa.String(length=100), nullable=False),
    sa.Column("password_hash", sa.String(length=200), nullable=False),
    sa.Column("role", sa.String(length=10), nullable=False),
    sa.Column("token_version", sa.Integer(), nullable=False),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("created_from", sa.String(length=45), nullable=False),
    sa.Column("email_verified_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("two_factor_enabled_at", sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("role IN ('user', 'admin')", name=op.f("ck_users_role")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
    sa.UniqueConstraint("email", name=op.f("uq_users_email"))
    )
    op.create_table("attempts",
    sa.Column("id", sa.String(length=32), nullable=False),
    sa.Column("key", sa.String(length=64), nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("forgiven", sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(["key"], ["attempt_keys.key"], name=op.f("fk_attempts_key_attempt_keys"), ondelete="CASCADE"),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_attempts"))
    )
    with op.batch_alter_table("attempts", schema=None) as batch_op:
        batch_op.create_index("ix_attempts_key_at", ["key", "at"], unique=False)

    op.create_table("backup_codes",
    sa.Column("id", sa.String(length=32), nullable=False),
    sa.Column("user_id", sa.String(length=32), nullable=False),
    sa.Column("key_id", sa.String(length=40), nullable=False),
    sa.Column("digest", sa.String(length=64), nullable=False),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_backup_codes_user_id_users"), ondelete="CASCADE"),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_backup_codes")),
    sa.UniqueConstraint("digest", name=op.f("uq_backup_codes_digest"))
    )
    with op.batch_alter_table("backup_codes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_backup_codes_user_id"), ["user_id"], unique=False)

    op.create_table("login_challenges",
    sa.Column("id", sa.String(length=32), nullable=False),
    sa.Column("user_id", sa.String(length=32), nullable=False),
    sa.Column("nonce_hash", sa.String(length=64), nullable=False),
    sa.Column("token_version", sa.Integer(), nullable=False),
    sa.Column("attempts", sa.Integer(), nullable=False),
    sa.Column("extensions", sa.Integer(), nullable=False),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_login_challenges_user_id_users"), ondelete="CASCADE"),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_login_challenges")),
    sa.UniqueConstraint("nonce_hash", name=op.f("uq_login_challenges_nonce_hash"))
    )
    with op.batch_alter_table("login_challenges", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_login_challenges_expires_at"), ["expires_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_login_challenges_user_id"), ["user_id"], unique=False)

    op.create_table("mail_tokens",
    sa.Column("id", sa.String(length=32), nullable=False),
    sa.Column("user_id", sa.String(length=32), nullable=False),
    sa.Column("purpose", sa.String(length=20), nullable=False),
    sa.Column("token_hash", sa.String(length=64), nullable=False),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_mail_tokens_user_id_users"), ondelete="CASCADE"),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_tokens")),
    sa.UniqueConstraint("token_hash", name=op.f("uq_mail_tokens_token_hash")),
    sa.UniqueConstraint("user_id", "purpose", name=op.f("uq_mail_tokens_user_id_purpose"))
    )
    op.create_table("sessions",
    sa.Column("id", sa.String(length=32), nullable=False),
    sa.Column("user_id", sa.String(length=32), nullable=False),
    sa.Column("token_hash", sa.String(length=64), nullable=False),
    sa.Column("token_version", sa.Integer(), nullable=False),
    sa.Column("kind", sa.String(length=10), nullable=False),
    sa.Column("amr_words", sa.String(length=100), nullable=False),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("fresh_until", sa.DateTime(timezone=True), nullable=True),
    sa.Column("ip", sa.String(length=45), nullable=False),
    sa.Column("user_agent", sa.String(length=300), nullable=False),
    sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_sessions_user_id_users"), ondelete="CASCADE"),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
    sa.UniqueConstraint("token_hash", name=op.f("uq_sessions_token_hash"))
    )
    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sessions_expires_at"), ["expires_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_sessions_user_id"), ["user_id"], unique=False)

    op.create_table("totp_secrets",
    sa.Column("id", sa.String(length=32), nullable=False),
    sa.Column("user_id", sa.String(length=32), nullable=False),
    sa.Column("session_id", sa.String(length=32), nullable=True),
    sa.Column("state", sa.String(length=10), nullable=False),
    sa.Column("sealed", sa.String(length=300), nullable=False),
    sa.Column("algorithm", sa.String(length=10), nullable=False),
    sa.Column("digits", sa.Integer(), nullable=False),
    sa.Column("period", sa.Integer(), nullable=False),
    sa.Column("last_step", sa.BigInteger(), nullable=False),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("state IN ('pending', 'live')", name=op.f("ck_totp_secrets_state")),
    sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_totp_secrets_session_id_sessions"), onupdate="CASCADE", ondelete="CASCADE"),
    sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_totp_secrets_user_id_users"), ondelete="CASCADE"),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_totp_secrets"))
    )
    with op.batch_alter_table("totp_secrets", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_totp_secrets_session_id"), ["session_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_totp_secrets_user_id"), ["user_id"], unique=False)
        batch_op.create_index("uq_totp_secrets_pending", ["user_id"], unique=True, sqlite_where=sa.text("state = 'pending'"), postgresql_where=sa.text("state = 'pending'"))



def downgrade() -> None:
    with op.batch_alter_table("totp_secrets", schema=None) as batch_op:
        batch_op.drop_index("uq_totp_secrets_pending", sqlite_where=sa.text("state = 'pending'"), postgresql_where=sa.text("state = 'pending'"))
        batch_op.drop_index(batch_op.f("ix_totp_secrets_user_id"))
        batch_op.drop_index(batch_op.f("ix_totp_secrets_session_id"))

    op.drop_table("totp_secrets")
    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sessions_user_id"))
        batch_op.drop_index(batch_op.f("ix_sessions_expires_at"))

    op.drop_table("sessions")
    op.drop_table("mail_tokens")
    with op.batch_alter_table("login_challenges", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_login_challenges_user_id"))
        batch_op.drop_index(batch_op.f("ix_login_challenges_expires_at"))

    op.drop_table("login_challenges")
    with op.batch_alter_table("backup_codes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_backup_codes_user_id"))

    op.drop_table("backup_codes")
    with op.batch_alter_table("attempts", schema=None) as batch_op:
        batch_op.drop_index("ix_attempts_key_at")

    op.drop_table("attempts")
    op.drop_table("users")
    op.drop_table("policy_override")
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outbox_next_at"))

    op.drop_table("outbox")
    op.drop_table("data_keys")
    with op.batch_alter_table("audit_events", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_events_subject_id"))

    op.drop_table("audit_events")
    with op.batch_alter_table("attempt_keys", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attempt_keys_account"))

    op.drop_table("attempt_keys")
