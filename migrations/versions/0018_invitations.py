"""Invitations, the groups that they give, and the link by which somebody registered."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_LINK = "fk_registrations_invitation_id_invitations"


def upgrade() -> None:
    op.create_table(
        "invitations",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.Column("groups_given", sa.Integer(), nullable=False),
        sa.Column("inviter_id", sa.String(length=32), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("role IN ('user', 'admin')", name=op.f("ck_invitations_role")),
        sa.CheckConstraint("uses >= 0", name=op.f("ck_invitations_uses")),
        sa.ForeignKeyConstraint(
            ["inviter_id"],
            ["users.id"],
            name=op.f("fk_invitations_inviter_id_users"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitations_token_hash")),
        sa.UniqueConstraint("email", name=op.f("uq_invitations_email")),
    )
    op.create_index(op.f("ix_invitations_inviter_id"), "invitations", ["inviter_id"])
    op.create_index(op.f("ix_invitations_expires_at"), "invitations", ["expires_at"])
    op.create_table(
        "invitation_groups",
        sa.Column("invitation_id", sa.String(length=32), nullable=False),
        sa.Column("group_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["invitation_id"],
            ["invitations.id"],
            name=op.f("fk_invitation_groups_invitation_id_invitations"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["group_id"],
            ["groups.id"],
            name=op.f("fk_invitation_groups_group_id_groups"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("invitation_id", "group_id", name=op.f("pk_invitation_groups")),
    )
    op.create_index(op.f("ix_invitation_groups_group_id"), "invitation_groups", ["group_id"])
    with op.batch_alter_table("registrations") as table:
        table.add_column(sa.Column("invitation_id", sa.String(length=32), nullable=True))
        table.create_foreign_key(
            _LINK, "invitations", ["invitation_id"], ["id"], ondelete="SET NULL"
        )
        table.create_index(op.f("ix_registrations_invitation_id"), ["invitation_id"])


def downgrade() -> None:
    with op.batch_alter_table("registrations") as table:
        table.drop_index(op.f("ix_registrations_invitation_id"))
        table.drop_constraint(_LINK, type_="foreignkey")
        table.drop_column("invitation_id")
    op.drop_table("invitation_groups")
    op.drop_table("invitations")
