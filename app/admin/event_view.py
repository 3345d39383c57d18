"""Events of the history, with the addresses of accounts."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from app.audit.models import AuditEvent
from app.core.devices import describe_device
from app.core.request_origin import OPERATOR
from app.extensions import db
from app.users.models import User


def facts_of(events: Sequence[AuditEvent]) -> list[dict[str, Any]]:
    """Return events with the addresses of the accounts that they name.

    A deleted account has no address any more. `actor` is None where an operator acted at the
    command line: there `userAgent` names the operating system's user.
    """
    ids = {each for event in events for each in (event.actor_id, event.subject_id) if each}
    emails = _emails(ids)
    return [_facts(event, emails) for event in events]


def views_of(events: Sequence[AuditEvent]) -> list[dict[str, Any]]:
    """Return events for a page.

    Each has its facts, and what the user agent claims to be.
    """
    return [{**facts, "device": _device(facts)} for facts in facts_of(events)]


def _facts(event: AuditEvent, emails: Mapping[str, str]) -> dict[str, Any]:
    return {
        "number": event.number,
        "id": event.id,
        "at": event.at,
        "type": event.type,
        "outcome": event.outcome,
        "actor": _party(event.actor_id, emails),
        "subject": _party(event.subject_id, emails),
        "ip": event.ip,
        "userAgent": event.user_agent,
        "requestId": event.request_id,
        "detail": event.detail,
    }


def _party(user_id: str | None, emails: Mapping[str, str]) -> dict[str, str | None] | None:
    return {"id": user_id, "email": emails.get(user_id)} if user_id else None


def _device(facts: Mapping[str, Any]) -> str:
    return "" if facts["ip"] == OPERATOR else describe_device(facts["userAgent"])


def _emails(ids: set[str]) -> dict[str, str]:
    found = db.session.execute(select(User.id, User.email).where(User.id.in_(ids)))
    return {row[0]: row[1] for row in found}
