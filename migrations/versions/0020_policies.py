"""Policies for everybody, a role or a group, and the dates of people."""

from datetime import timedelta

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_TAKEN_OVER = """
INSERT INTO policies (scope, level, role, starts_at, grace_days, version)
SELECT 'everyone', CASE two_factor WHEN 'everyone' THEN 'two_factor' ELSE 'optional' END,
    NULL, set_at, 0, 1 FROM policy_override
UNION ALL
SELECT 'role:admin', 'two_factor', 'admin', set_at, 0, 1 FROM policy_override
WHERE two_factor = 'admins'
"""
_POLICIES = sa.table(
    "policies",
    sa.column("scope", sa.String),
    sa.column("level", sa.String),
    sa.column("starts_at", sa.DateTime(timezone=True)),
    sa.column("grace_days", sa.Integer),
)
_OVERRIDE = sa.table(
    "policy_override",
    sa.column("id", sa.Integer),
    sa.column("two_factor", sa.String),
    sa.column("set_at", sa.DateTime(timezone=True)),
)


def upgrade() -> None:
    op.create_table(
        "policies",
        sa.Column("scope", sa.String(length=40), nullable=False),
        sa.Column("level", sa.String(length=20), nullable=False),
        sa.Column("role", sa.String(length=10), nullable=True),
        sa.Column("group_id", sa.String(length=32), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("grace_days", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "level IN ('optional', 'two_factor', 'phishing_resistant')",
            name=op.f("ck_policies_level"),
        ),
        sa.CheckConstraint("grace_days >= 0", name=op.f("ck_policies_grace")),
        sa.ForeignKeyConstraint(
            ["group_id"], ["groups.id"], name=op.f("fk_policies_group_id_groups")
        ),
        sa.PrimaryKeyConstraint("scope", "level", name=op.f("pk_policies")),
    )
    op.create_index(op.f("ix_policies_group_id"), "policies", ["group_id"])
    op.create_table(
        "policy_dates",
        sa.Column("user_id", sa.String(length=32), nullable=False),
        sa.Column("scope", sa.String(length=40), nullable=False),
        sa.Column("level", sa.String(length=20), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reminded", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["users.id"],
            name=op.f("fk_policy_dates_user_id_users"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("user_id", "scope", "level", name=op.f("pk_policy_dates")),
    )
    op.create_index(op.f("ix_policy_dates_due_at"), "policy_dates", ["due_at"])
    op.execute(_TAKEN_OVER)
    op.drop_table("policy_override")


def downgrade() -> None:
    op.create_table(
        "policy_override",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("two_factor", sa.String(length=10), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_policy_override_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_override")),
    )
    _give_back(op.get_bind())
    op.drop_table("policy_dates")
    op.drop_table("policies")


def _give_back(connection: sa.Connection) -> None:
    """Write the word for what is in force.

    Older code knows neither dates nor groups. It gets what holds for all by now, even for people
    whose own days are not over.
    """
    rows = connection.execute(sa.select(_POLICIES)).all()
    if not rows:
        return
    now = connection.execute(sa.select(sa.func.now())).scalar_one()
    asking = {
        row.scope
        for row in rows
        if row.level != "optional" and row.starts_at <= now - timedelta(days=row.grace_days)
    }
    admins = "admins" if "role:admin" in asking else "optional"
    all_of_them = "everyone" in asking or {"role:admin", "role:user"} <= asking
    word = "everyone" if all_of_them else admins
    connection.execute(sa.insert(_OVERRIDE).values(id=1, two_factor=word, set_at=now))
