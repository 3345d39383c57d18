"""Sets the policy of an app as an operator does."""

from datetime import datetime
from typing import Any

from flask import Flask

from app.config.operators import operator_act
from app.extensions import now
from app.policy.rows import list_policies
from app.policy.service import Changed, Wish, set_policy


def set_level(
    app: Flask, level: str, *, group: str | None = None, grace: int = 0, **more: Any
) -> Changed:
    """Set a level for everybody or a group, also where every administrator falls outside."""
    starts_at: datetime | None = more.pop("starts_at", None)
    wish = Wish(level=level, group=group, starts_at=starts_at, grace_days=grace)
    with app.app_context():
        return set_policy(wish, act=operator_act(now()), **{"force": True, **more})


def levels(app: Flask) -> dict[str, str]:
    """Return the level of everybody, of each role and of each group that has one."""
    with app.app_context():
        return {each.group: each.level for each in list_policies()}
