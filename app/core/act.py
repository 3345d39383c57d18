"""One act: the caller's origin and the time.

A use case takes them as one value, because each of its mails, events and rows names both.
"""

from dataclasses import dataclass
from datetime import datetime

from app.core.request_origin import RequestOrigin


@dataclass(frozen=True)
class Act:
    """Where an act comes from, and when, by the server's clock."""

    origin: RequestOrigin
    now: datetime
