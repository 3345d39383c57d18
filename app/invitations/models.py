"""The rows of invitations and of the groups that they give."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, new_id_column
from app.users.models import USER


class Invitation(Base):
    """One invitation, kept as the hash of its token.

    With an `email` the link was mailed to that address, and nobody else saw it: it proves the
    mailbox, and opens one account. Without one the link was shown, and opens `uses` more accounts.
    `inviter_id` is None where an operator invited at the command line.
    """

    __tablename__ = "invitations"
    __table_args__ = (
        CheckConstraint("role IN ('user', 'admin')", name="role"),
        CheckConstraint("uses >= 0", name="uses"),
    )

    id: Mapped[str] = new_id_column()
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    email: Mapped[str | None] = mapped_column(String(254), unique=True)
    role: Mapped[str] = mapped_column(String(10), default=USER)
    uses: Mapped[int] = mapped_column(default=1)
    # Where a group is deleted, fewer are left than were given, and the invitation is dead (I09).
    groups_given: Mapped[int] = mapped_column(default=0)
    inviter_id: Mapped[str | None] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), index=True
    )
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class InvitationGroup(Base):
    """A group that an invitation gives."""

    __tablename__ = "invitation_groups"

    invitation_id: Mapped[str] = mapped_column(
        ForeignKey("invitations.id", ondelete="CASCADE"), primary_key=True
    )
    group_id: Mapped[str] = mapped_column(
        ForeignKey("groups.id", ondelete="CASCADE"), primary_key=True, index=True
    )
