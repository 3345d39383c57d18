"""The policy table: one row at most."""

from datetime import datetime

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class PolicyOverride(Base):
    """The policy that `flask policy set` wrote.

    Running servers follow it at once.
    """

    __tablename__ = "policy_override"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    two_factor: Mapped[str] = mapped_column(String(10))
    set_at: Mapped[datetime]
