"""The tables of policies, and of the dates of people."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base

_LEVELS = "level IN ('optional', 'two_factor', 'phishing_resistant')"


class Policy(Base):
    """One level for everybody, a role or a group.

    `scope` is `everyone`, `role:NAME` or `group:ID`. Everybody's row is there wherever a row is:
    without any row, the setting TWO_FACTOR_POLICY holds. A scope may have two rows: a stricter
    level that waits for its date, and the one that holds until then.
    """

    __tablename__ = "policies"
    __table_args__ = (
        CheckConstraint(_LEVELS, name="level"),
        CheckConstraint("grace_days >= 0", name="grace"),
    )

    scope: Mapped[str] = mapped_column(String(40), primary_key=True)
    level: Mapped[str] = mapped_column(String(20), primary_key=True)
    role: Mapped[str | None] = mapped_column(String(10))
    group_id: Mapped[str | None] = mapped_column(ForeignKey("groups.id"), index=True)
    starts_at: Mapped[datetime]
    grace_days: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)


class PolicyDate(Base):
    """The moment from which a policy holds for one person (G01).

    The row outlives the policy, so that nobody's date moves when the policy is set again.
    `reminded` is the number of days of the last mail before the date.
    """

    __tablename__ = "policy_dates"

    user_id: Mapped[str] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    scope: Mapped[str] = mapped_column(String(40), primary_key=True)
    level: Mapped[str] = mapped_column(String(20), primary_key=True)
    told_at: Mapped[datetime]
    due_at: Mapped[datetime] = mapped_column(index=True)
    reminded: Mapped[int | None]
