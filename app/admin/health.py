"""What `flask doctor` finds, for a page that many look at.

Some checks read every account. So a process looks at most once a minute, one request at a time, and
no statement takes longer than two seconds.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

from app.extensions import Runtime, runtime
from app.maintenance.checks import CheckResult, Hurry, check_everything

_KEPT = timedelta(seconds=60)
# Opening a secret takes a fiftieth of a millisecond, and there may be millions.
_HURRY = Hurry(seconds=2, most_opened=500)


@dataclass(frozen=True)
class Health:
    """What the checks found, and when."""

    at: datetime
    checks: Sequence[CheckResult]


_looking = Lock()
_kept: WeakKeyDictionary[Runtime, Health] = WeakKeyDictionary()


def health(now: datetime) -> Health:
    """Return what the checks found within the last minute."""
    with _looking:
        found = _kept.get(runtime())
        if found is None or not timedelta() <= now - found.at < _KEPT:
            found = _kept[runtime()] = Health(now, check_everything(hurry=_HURRY))
        return found


def health_json(found: Health) -> dict[str, Any]:
    """Return what was found as the answer shows it."""
    return {
        "at": found.at,
        "checks": [
            {"name": each.name, "state": each.state, "told": each.told, "advice": each.mend or None}
            for each in found.checks
        ],
    }
