"""Writing the security history, and reading one account's part of it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.chain import append
from app.audit.events import FAILURE, SUCCESS, Event
from app.audit.models import NUMBERED, AuditEvent
from app.core.client import Client
from app.core.opaque_tokens import new_id
from app.db import after_commit, write_last
from app.extensions import db
from app.web.monitoring.metrics import count

Detail = str | int | Sequence[str] | Mapping[str, Any]

_FAILURES = frozenset(
    {
        Event.LOGIN_FAILED,
        Event.REAUTH_FAILED,
        Event.PASSWORD_REFUSED,
        Event.REFRESH_REUSED,
        Event.CODE_REFUSED,
        Event.CODES_LOCKED,
        Event.SECRET_UNREADABLE,
    }
)
# Tokens are longer, addresses have an @, sentences have spaces; codes, backup codes and the secrets
# of authenticators would pass, but have shapes of their own.
_WORD = re.compile(r"\A[A-Za-z0-9_.:/-]{1,32}\Z")
_SECRET = re.compile(r"\A([0-9]{6}|[A-Z2-7]{32}|[0-9A-Z]{4}(-?[0-9A-Z]{4}){3})\Z")


def record(
    tx: Session,
    event: Event,
    *,
    subject_id: str | None,
    client: Client,
    now: datetime,
    actor_id: str | None = None,
    **detail: Detail,
) -> None:
    """Add one event to the transaction that causes it (R87); it is numbered and linked last.

    `subject_id` is the account it happened to, `actor_id` who did it: the same person where left
    out, and nobody known where an operator did it at the command line. `detail` holds words and
    counts: a ValueError keeps out what could be a secret.
    """
    for name, value in detail.items():
        if any(_is_suspect(word, value) for word in _words(value)):
            raise ValueError(f"the detail {name} of an audit event is no word and no count")
    row = AuditEvent(
        id=new_id(),
        at=now,
        type=event.value,
        outcome=FAILURE if event in _FAILURES else SUCCESS,
        actor_id=actor_id or (None if client.is_operator else subject_id),
        subject_id=subject_id,
        ip=client.ip,
        user_agent=client.user_agent,
        request_id=client.request_id,
        detail=detail,
    )
    write_last(tx, append, row)
    after_commit(tx, lambda: count("events", event.value))


def history(subject_id: str, *, limit: int, before: str | None = None) -> list[AuditEvent] | None:
    """Return what happened to an account, newest first: `limit` events at most.

    `before` is the id of one of its events, after which the list goes on; None where it is not
    one: an event of somebody else does not exist here (R68).
    """
    own = select(AuditEvent).where(AuditEvent.subject_id == subject_id, NUMBERED)
    if before is not None:
        start = db.session.scalar(own.where(AuditEvent.id == before))
        if start is None:
            return None
        own = own.where(AuditEvent.number < start.number)
    newest_first = own.order_by(AuditEvent.number.desc()).limit(limit)
    return list(db.session.scalars(newest_first))


def recent(
    *, limit: int, subject_id: str | None, event: str | None, since: datetime | None
) -> list[AuditEvent]:
    """Return the newest events of everybody, newest first, narrowed by what is given."""
    chosen = select(AuditEvent).where(NUMBERED).order_by(AuditEvent.number.desc()).limit(limit)
    if subject_id is not None:
        chosen = chosen.where(AuditEvent.subject_id == subject_id)
    if event is not None:
        chosen = chosen.where(AuditEvent.type == event)
    if since is not None:
        chosen = chosen.where(AuditEvent.at >= since)
    return list(db.session.scalars(chosen))


def _is_suspect(word: str, value: Detail) -> bool:
    # A mapping holds ids of keys: operators choose them, and 202611 is no code.
    has_shape = not isinstance(value, Mapping) and _SECRET.match(word)
    return bool(has_shape) or not _WORD.match(word)


def _words(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from _words(list(value.values()))
    elif not isinstance(value, int):
        for each in value:
            yield from _words(each)


# What of an event's detail is for its owner; anything else, and anything new, is for operators.
_SHOWN = ("methods", "method", "surface", "reason", "left", "ended", "role")


def owner_view(event: AuditEvent) -> dict[str, Any]:
    """Return what the owner of an account may see of one of its events."""
    # Where somebody else did it, an operator, the machine is his and not the owner's to know.
    own = event.actor_id == event.subject_id
    return {
        "id": event.id,
        "type": event.type,
        "at": event.at,
        "ip": event.ip if own else "",
        "userAgent": event.user_agent if own else "",
        "detail": {name: event.detail[name] for name in _SHOWN if name in event.detail},
    }
