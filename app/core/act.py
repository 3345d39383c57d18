"""One act: the caller's origin and the time.

A use case takes them as one value, because each of its mails, events and rows names both.
"""

from dataclasses import dataclass
from datetime import datetime

from app.core.operators import operating_user
from app.core.request_origin import RequestOrigin, command_line


@dataclass(frozen=True)
class Act:
    """Where an act comes from, and when, by the server's clock."""

    origin: RequestOrigin
    now: datetime


def operator_act(now: datetime) -> Act:
    """Return what an operator does at the command line at `now`.

    Its origin names the operating system's user.
    """
    return Act(command_line(operating_user()), now)
