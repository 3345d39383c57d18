"""Recoveries, the addresses that hear of them, and what they need of users and mails."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_MARKS = ("password_vouched_at", "recovery_ready_at", "recovered_at", "probation_until")
_STATES = "'waiting', 'ready', 'finished', 'stopped', 'ended', 'lapsed'"


def upgrade() -> None:
    for name in _MARKS:
        op.add_column("users", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.add_column("outbox", sa.Column("reference", sa.String(length=40), nullable=True))
    _create_recoveries()
    _create_addresses()


def downgrade() -> None:
    for table in ("former_addresses", "recovery_addresses", "recovery_stop_links", "recoveries"):
        op.drop_table(table)
    op.drop_column("outbox", "reference")
    for name in _MARKS:
        op.drop_column("users", name)


def _create_recoveries() -> None:
    op.create_table(
        "recoveries",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("user_id", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=20), server_default=sa.text("''"), nullable=False),
        sa.Column("token_version", sa.Integer(), nullable=False),
        sa.Column("counts", sa.Boolean(), nullable=False),
        _moment("started_at"),
        _moment("half_at"),
        _moment("tell_by"),
        _moment("ready_at"),
        _moment("told_at", nullable=True),
        _moment("reminded_at", nullable=True),
        sa.Column("token_hash", sa.String(length=64), nullable=True),
        _moment("expires_at", nullable=True),
        sa.Column("tries", sa.Integer(), server_default=sa.text("0"), nullable=False),
        _moment("closed_at", nullable=True),
        sa.Column("ip", sa.String(length=45), nullable=False),
        sa.Column("user_agent", sa.String(length=300), nullable=False),
        sa.CheckConstraint(f"state IN ({_STATES})", name=op.f("ck_recoveries_state")),
        _of_user("recoveries"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recoveries")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_recoveries_token_hash")),
    )
    op.create_index(op.f("ix_recoveries_user_id"), "recoveries", ["user_id"])
    op.create_index(op.f("ix_recoveries_state"), "recoveries", ["state"])
    _one_each("uq_recoveries_open", "recoveries", "state IN ('waiting', 'ready')")
    op.create_table(
        "recovery_stop_links",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("recovery_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["recovery_id"],
            ["recoveries.id"],
            name=op.f("fk_recovery_stop_links_recovery_id_recoveries"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_recovery_stop_links")),
    )
    op.create_index(
        op.f("ix_recovery_stop_links_recovery_id"), "recovery_stop_links", ["recovery_id"]
    )


def _create_addresses() -> None:
    op.create_table(
        "recovery_addresses",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("user_id", sa.String(length=32), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=True),
        sa.Column("token_version", sa.Integer(), nullable=False),
        _moment("created_at"),
        _moment("confirmed_at", nullable=True),
        _moment("expires_at", nullable=True),
        _of_user("recovery_addresses"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_addresses")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_recovery_addresses_token_hash")),
    )
    op.create_index(op.f("ix_recovery_addresses_user_id"), "recovery_addresses", ["user_id"])
    op.create_index(op.f("ix_recovery_addresses_expires_at"), "recovery_addresses", ["expires_at"])
    _one_each("uq_recovery_addresses_confirmed", "recovery_addresses", "confirmed_at IS NOT NULL")
    _one_each("uq_recovery_addresses_pending", "recovery_addresses", "confirmed_at IS NULL")
    op.create_table(
        "former_addresses",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("user_id", sa.String(length=32), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        _moment("moved_at"),
        _of_user("former_addresses"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_former_addresses")),
    )
    op.create_index(op.f("ix_former_addresses_user_id"), "former_addresses", ["user_id"])
    op.create_index(op.f("ix_former_addresses_moved_at"), "former_addresses", ["moved_at"])


def _moment(name: str, *, nullable: bool = False) -> sa.Column[sa.DateTime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _of_user(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["user_id"], ["users.id"], name=op.f(f"fk_{table}_user_id_users"), ondelete="CASCADE"
    )


def _one_each(name: str, table: str, condition: str) -> None:
    """Let each user have one row that fits a condition."""
    fits = sa.text(condition)
    op.create_index(name, table, ["user_id"], unique=True, sqlite_where=fits, postgresql_where=fits)
