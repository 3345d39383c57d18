"""The stamp of the rules: one row at most."""

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class RuleStamp(Base):
    """A random text that changes with the rules.

    Each change of an app, or of a group's name, replaces it. A process keeps the list of apps for
    as long as the stamp is the same.
    """

    __tablename__ = "rule_stamp"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    stamp: Mapped[str] = mapped_column(String(32))
