"""The overview of an instance: people, mails, recoveries, and the last days."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.admin.overview_days import Day, last_days
from app.admin.overview_people import People, count_people
from app.mail.standing import QueueState, queue_state
from app.recovery.listing import count_open


@dataclass(frozen=True)
class Overview:
    """What an administrator sees first."""

    people: People
    mails: QueueState
    recoveries: int
    days: list[Day]


def take_overview(now: datetime) -> Overview:
    """Return the overview by seven statements, however many rows there are."""
    return Overview(count_people(now), queue_state(now), count_open(), last_days(now))


def overview_json(found: Overview) -> dict[str, Any]:
    """Return an overview as the answer and the command line show it."""
    people = found.people
    return {
        "people": {
            "total": people.total,
            "withSecondFactor": people.with_second_factor,
            "withPasskey": people.with_passkey,
            "unverified": people.unverified,
            "disabled": people.disabled,
            "locked": people.locked,
            "invited": people.invited,
        },
        "mails": {"waiting": found.mails.waiting, "dead": found.mails.dead},
        "recoveries": {"open": found.recoveries},
        "days": [
            {"day": each.day.isoformat(), "signIns": each.sign_ins, "refusals": each.refusals}
            for each in found.days
        ],
    }
