"""One act: the caller's origin, the time, and who acts.

A use case takes them as one value, because each of its mails, events and rows names them.
"""

from dataclasses import dataclass
from datetime import datetime

from app.core.request_origin import RequestOrigin


@dataclass(frozen=True)
class Actor:
    """An administrator, by the account's id and a name for people.

    `token_version` is the one that their session had, or None where no session acts.
    """

    id: str
    name: str
    token_version: int | None = None


@dataclass(frozen=True)
class Act:
    """Where an act comes from, and when, by the server's clock.

    `by` is the administrator who acts on something that is not theirs, and None for everybody who
    acts on their own account and for an operator. `reason` is what they say about it.
    """

    origin: RequestOrigin
    now: datetime
    by: Actor | None = None
    reason: str = ""
