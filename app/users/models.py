"""The tables of users, and of the groups that they belong to."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, ScalarSelect, String, select, text
from sqlalchemy.orm import Mapped, column_property, mapped_column, validates

from app.core.group_names import LONGEST
from app.db import Base, new_id_column
from app.db.joining import joined

USER, ADMIN = "user", "admin"
ROLES = (USER, ADMIN)
LONGEST_DESCRIPTION = 200


class Group(Base):
    """A group of users, by which apps are opened.

    `version` rises with each change of the row. A name has no space and no comma.
    """

    __tablename__ = "groups"

    id: Mapped[str] = new_id_column()
    name: Mapped[str] = mapped_column(String(LONGEST), unique=True)
    description: Mapped[str] = mapped_column(String(LONGEST_DESCRIPTION), default="")
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]


class GroupMember(Base):
    """The membership of a user in a group."""

    __tablename__ = "group_members"

    user_id: Mapped[str] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    group_id: Mapped[str] = mapped_column(
        ForeignKey("groups.id", ondelete="CASCADE"), primary_key=True, index=True
    )


def joined_names(user_id: Any) -> ScalarSelect[str | None]:
    """Return the names of a user's groups as one text.

    It is part of the statement that reads the user: no read of its own, and never older.
    """
    return (
        select(joined(Group.name))
        .join(GroupMember, GroupMember.group_id == Group.id)
        .where(GroupMember.user_id == user_id)
        .correlate_except(Group, GroupMember)
        .scalar_subquery()
    )


def _few(name: str, condition: str) -> Index:
    return Index(f"ix_users_{name}", "created_at", "id", sqlite_where=text(condition))


class User(Base):
    """One account.

    `email` is in its normal form. When `token_version` rises, every session, half-finished login
    and trusted device that holds an older one ends.
    """

    __tablename__ = "users"
    __table_args__ = (
        CheckConstraint("role IN ('user', 'admin')", name="role"),
        Index("ix_users_created_at_id", "created_at", "id"),  # the order of lists
        Index("ix_users_two_factor_enabled_at", "two_factor_enabled_at"),  # counted for overviews
        # For what few people fit. The migration has the conditions for PostgreSQL too. Here they
        # would load its dialect also where the database is SQLite.
        _few("admins", "role = 'admin'"),
        _few("disabled", "disabled_at IS NOT NULL"),
        _few("unverified", "email_verified_at IS NULL"),
    )

    id: Mapped[str] = new_id_column()
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(100), default="")
    # The language that the owner chose, or "".
    locale: Mapped[str] = mapped_column(String(10), default="", server_default=text("''"))
    # Rises with each act of an administrator or an operator on this person.
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    password_hash: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(10), default=USER)
    token_version: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    created_from: Mapped[str] = mapped_column(String(45), default="")
    email_verified_at: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]
    # Written in the transaction that writes the sealed secret: reading the user alone tells what a
    # session may do.
    two_factor_enabled_at: Mapped[datetime | None]
    # An operator asks for a second factor. The mark goes when a factor is on.
    must_enrol_at: Mapped[datetime | None]
    # 32 random bytes as base64url. Passkeys name their account by it (WebAuthn Level 3, 5.4.3).
    passkey_handle: Mapped[str | None] = mapped_column(String(43), index=True, unique=True)
    # When the present password last began a login that a second factor finished (V01). The setter
    # of a new password clears it.
    password_vouched_at: Mapped[datetime | None]
    # While a recovery is open: from when it can be finished. `recovery` writes it with its own row.
    recovery_ready_at: Mapped[datetime | None]
    # A recovery took every factor. Until one is on, a password alone opens nothing and a mailbox
    # alone sets none: whoever holds either must not enrol first.
    recovered_at: Mapped[datetime | None]
    # After a finished recovery: until when some calls are refused.
    probation_until: Mapped[datetime | None]
    # Sessions end and the history may be pruned, so the account keeps it.
    last_sign_in_at: Mapped[datetime | None]
    # Read with the row; `groups` has them in order.
    group_names: Mapped[str | None] = column_property(joined_names(id))  # noqa: A003

    @property
    def has_two_factor(self) -> bool:
        """Whether login asks for a second factor."""
        return self.two_factor_enabled_at is not None

    @property
    def groups(self) -> tuple[str, ...]:
        """The names of the user's groups in order."""
        return names_in(self.group_names)

    @validates("password_hash")
    def _forget_proof(self, _name: str, password_hash: str) -> str:
        # Forgot, reset and recovery by one mailbox must lead nowhere (V01).
        self.password_vouched_at = None
        return password_hash

    def renew_hash(self, password_hash: str) -> None:
        """Store a better hash of the same password."""
        vouched = self.password_vouched_at
        self.password_hash, self.password_vouched_at = password_hash, vouched

    def vouch_for_password(self, now: datetime) -> None:
        """Note that the password and a second factor were right together."""
        self.password_vouched_at = now

    def note_factor(self, now: datetime) -> None:
        """Note that a second factor is on from now on."""
        self.two_factor_enabled_at = now
        self.must_enrol_at = self.recovered_at = None


def names_in(joined: str | None) -> tuple[str, ...]:
    """Return names that a statement joined by spaces, in order."""
    return tuple(sorted(joined.split())) if joined else ()
