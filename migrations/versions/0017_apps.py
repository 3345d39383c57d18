"""Apps behind forward-auth, and the groups that they ask for."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "apps",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("origin", sa.String(length=270), nullable=False),
        sa.Column("roles", sa.String(length=20), nullable=False),
        sa.Column("factor", sa.Integer(), nullable=False),
        sa.Column("fresh", sa.Integer(), nullable=True),
        sa.Column("open_paths", sa.JSON(), nullable=False),
        sa.Column("tokens", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("factor IN (1, 2)", name=op.f("ck_apps_factor")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_apps")),
        sa.UniqueConstraint("origin", name=op.f("uq_apps_origin")),
    )
    op.create_table(
        "app_groups",
        sa.Column("app_id", sa.String(length=32), nullable=False),
        sa.Column("group_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["app_id"], ["apps.id"], name=op.f("fk_app_groups_app_id_apps"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["groups.id"], name=op.f("fk_app_groups_group_id_groups")
        ),
        sa.PrimaryKeyConstraint("app_id", "group_id", name=op.f("pk_app_groups")),
    )
    op.create_index(op.f("ix_app_groups_group_id"), "app_groups", ["group_id"])


def downgrade() -> None:
    op.drop_table("app_groups")
    op.drop_table("apps")
