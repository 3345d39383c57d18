"""Writing the security history."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.audit.events import FAILURE, SUCCESS, Event
from app.audit.models import AuditEvent
from app.core.client import Client

_FAILURES = frozenset(
    {
        Event.LOGIN_FAILED,
        Event.REAUTH_FAILED,
        Event.CODE_REFUSED,
        Event.CODES_LOCKED,
        Event.SECRET_UNREADABLE,
    }
)


def record(
    tx: Session,
    event: Event,
    *,
    subject_id: str | None,
    client: Client,
    now: datetime,
    actor_id: str | None = None,
    **detail: Any,
) -> None:
    """Add one event to the transaction that causes it (R87).

    `subject_id` is the account it happened to, `actor_id` who did it: the same person where left
    out. `detail` holds words and counts, never a secret.
    """
    tx.add(
        AuditEvent(
            at=now,
            type=event.value,
            outcome=FAILURE if event in _FAILURES else SUCCESS,
            actor_id=actor_id or subject_id,
            subject_id=subject_id,
            ip=client.ip,
            user_agent=client.user_agent,
            request_id=client.request_id,
            detail=detail,
        )
    )
