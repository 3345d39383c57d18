"""Policies and dates in an export of our own."""

from datetime import datetime
from typing import Any

from app.policy.levels import ADMINS, EVERYBODY, EVERYONE, LEVELS, OPTIONAL, TWO_FACTOR
from app.policy.moving import KeptDate, KeptPolicy
from app.policy.service import MOST_DAYS
from app.transfer.kept_lines import moment
from app.transfer.records import BadLine
from app.users.models import ADMIN

# The first two versions hold one of these words.
_WORDS = {
    OPTIONAL: ((EVERYBODY, OPTIONAL),),
    ADMINS: ((EVERYBODY, OPTIONAL), (ADMIN, TWO_FACTOR)),
    EVERYONE: ((EVERYBODY, TWO_FACTOR),),
}


def policy_line(kept: KeptPolicy) -> dict[str, Any]:
    """Return a policy as JSON."""
    return {
        "group": kept.group,
        "level": kept.level,
        "from": kept.starts_at.isoformat(),
        "grace": kept.grace_days,
    }


def date_line(kept: KeptDate) -> dict[str, Any]:
    """Return a person's date as JSON."""
    return {
        "group": kept.group,
        "level": kept.level,
        "told": kept.told_at.isoformat(),
        "due": kept.due_at.isoformat(),
        "reminded": kept.reminded,
    }


def policies_in(head: dict[str, Any], now: datetime) -> list[KeptPolicy]:
    """Return the policies of an export's head; raises BadLine.

    One word of an older version holds from `now` on.
    """
    word = head.get("policy")
    if word in _WORDS:
        return [KeptPolicy(group, level, now, 0) for group, level in _WORDS[word]]
    try:
        return [_policy(row) for row in head.get("policies", ())]
    except (KeyError, TypeError, ValueError):
        raise BadLine("its policies are not complete") from None


def dates_of(rows: list[dict[str, Any]]) -> tuple[KeptDate, ...]:
    """Return the dates of a line; raises what `read_each` takes."""
    return tuple(
        KeptDate(
            group=str(row["group"]),
            level=_level(row),
            told_at=_moment(row["told"]),
            due_at=_moment(row["due"]),
            reminded=None if row["reminded"] is None else int(row["reminded"]),
        )
        for row in rows
    )


def _policy(row: dict[str, Any]) -> KeptPolicy:
    grace = int(row["grace"])
    if not 0 <= grace <= MOST_DAYS:
        raise ValueError
    return KeptPolicy(str(row["group"]), _level(row), _moment(row["from"]), grace)


def _level(row: dict[str, Any]) -> str:
    return LEVELS[LEVELS.index(row["level"])]


def _moment(kept: Any) -> datetime:
    found = moment(kept)
    if found is None:
        raise ValueError
    return found
