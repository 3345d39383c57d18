"""The tables of apps, and of the groups that they ask for."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, new_id_column
from app.db.joining import joined
from app.users.models import Group

NONE, FIRST_FACTOR, BOTH_FACTORS = "none", "first_factor", "both_factors"
TOKENS = (NONE, FIRST_FACTOR, BOTH_FACTORS)
LONGEST_ORIGIN, MOST_OPEN = 270, 50


class App(Base):
    """An app and what it asks for.

    `origin` is in normal form. `roles` are words; with the rows of `AppGroup` they are the names of
    which a person needs one. Without any name everybody may open the app. `version` rises with each
    change.
    """

    __tablename__ = "apps"
    __table_args__ = (CheckConstraint("factor IN (1, 2)", name="factor"),)

    id: Mapped[str] = new_id_column()
    name: Mapped[str] = mapped_column(String(100))
    origin: Mapped[str] = mapped_column(String(LONGEST_ORIGIN), unique=True)
    roles: Mapped[str] = mapped_column(String(20), default="")
    factor: Mapped[int] = mapped_column(default=1)
    fresh: Mapped[int | None]
    open_paths: Mapped[list[str]] = mapped_column(JSON)
    tokens: Mapped[str] = mapped_column(String(20), default=NONE)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]


class AppGroup(Base):
    """A group that an app asks for.

    The database refuses to delete such a group: without it the app could be open to everybody.
    """

    __tablename__ = "app_groups"

    app_id: Mapped[str] = mapped_column(ForeignKey("apps.id", ondelete="CASCADE"), primary_key=True)
    group_id: Mapped[str] = mapped_column(ForeignKey("groups.id"), primary_key=True, index=True)


# The names of an app's groups as one text, in the statement that reads the app.
ASKED_GROUPS = (
    select(joined(Group.name))
    .join(AppGroup, AppGroup.group_id == Group.id)
    .where(AppGroup.app_id == App.id)
    .correlate(App)
    .scalar_subquery()
)
