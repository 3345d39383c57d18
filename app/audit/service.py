"""Writes events to the security history, and reads them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from blinker import Signal
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.audit.chain import append
from app.audit.events import FAILURE, FAILURES, SIGN_INS, SUCCESS, Event, Kind
from app.audit.models import NUMBERED, AuditEvent
from app.core.act import Act
from app.core.devices import describe_device
from app.core.opaque_tokens import new_id
from app.db import after_commit, write_last
from app.extensions import db
from app.web.monitoring.metrics import count

Detail = str | int | Sequence[str] | Mapping[str, Any]
# Sent with the row, in the transaction `tx` that writes it. `recovery`, a higher layer, ends what
# the event ends.
recorded = Signal("an event of the security history")
# _WORD refuses tokens, which are longer, addresses, which have an @, and sentences, which have
# spaces. _SECRET refuses codes, backup codes and authenticator secrets, which _WORD would let pass.
_WORD = re.compile(r"\A[A-Za-z0-9_.:/-]{1,32}\Z")
_SECRET = re.compile(r"\A([0-9]{6}|[A-Z2-7]{32}|[0-9A-Z]{4}(-?[0-9A-Z]{4}){3})\Z")
# What an administrator wrote: why they act, the name of a group or a client, the origin of an app,
# and the address that they looked for.
_WRITTEN = frozenset({"because", "group", "app", "client", "ip"})
# The names in `detail` that the owner sees. All others, and all new ones, are for operators.
_OF_ACTS = ("reason", "role", "group", "because", "until")
_SHOWN = ("methods", "method", "surface", "left", "ended", *_OF_ACTS)


def record(
    tx: Session,
    event: Event,
    *,
    subject_id: str | None,
    act: Act,
    actor_id: str | None = None,
    **detail: Detail,
) -> None:
    """Add one event to the transaction that causes it (R87).

    The event is numbered and linked as the last step of the transaction. `subject_id` is the
    account that the event happened to. `actor_id` is the account that caused it: the same one where
    left out, None for an operator at the command line, and the administrator where the act names
    one. `detail` holds words and counts, and what an administrator wrote. Raises ValueError for any
    other value that could be a secret.
    """
    if act.by is not None:
        actor_id = act.by.id
    if act.reason:
        detail["because"] = act.reason
    for name, value in detail.items():
        if name not in _WRITTEN and any(_is_suspect(word, value) for word in _words(value)):
            raise ValueError(f"the detail {name} of an audit event is no word and no count")
    row = AuditEvent(
        id=new_id(),
        at=act.now,
        type=event.value,
        outcome=FAILURE if event in FAILURES else SUCCESS,
        actor_id=actor_id or (None if act.origin.is_operator else subject_id),
        subject_id=subject_id,
        ip=act.origin.ip,
        user_agent=act.origin.user_agent,
        request_id=act.origin.request_id,
        detail=detail,
    )
    write_last(tx, append, row)
    after_commit(tx, lambda: count("events", event.value))
    recorded.send(row, tx=tx, act=act)


def history(
    subject_id: str, *, limit: int, before: str | None = None, kind: Kind | None = None
) -> list[AuditEvent] | None:
    """Return at most `limit` events of an account, newest first.

    `before` is the id of one of its events, after which the list goes on. `kind` leaves out all
    other events. Returns None where the account has no such event: an event of another account does
    not exist here (R68).
    """
    own = select(AuditEvent).where(AuditEvent.subject_id == subject_id, NUMBERED)
    if before is not None:
        start = db.session.scalar(own.where(AuditEvent.id == before))
        if start is None:
            return None
        own = own.where(AuditEvent.number < start.number)
    own = own.where(*_of_kind(kind))
    newest_first = own.order_by(AuditEvent.number.desc()).limit(limit)
    return list(db.session.scalars(newest_first))


def owner_view(event: AuditEvent) -> dict[str, Any]:
    """Return what the owner of an account may see of an event."""
    # The owner does not see the IP address and user agent of an operator who caused the event.
    own = event.actor_id == event.subject_id
    return {
        "id": event.id,
        "type": event.type,
        "at": event.at,
        "ip": event.ip if own else "",
        "userAgent": event.user_agent if own else "",
        "device": describe_device(event.user_agent) if own else "",
        "detail": {name: event.detail[name] for name in _SHOWN if name in event.detail},
    }


def _of_kind(kind: Kind | None) -> Iterator[ColumnElement[bool]]:
    if kind is None:
        return
    yield AuditEvent.outcome == (FAILURE if kind is Kind.REFUSAL else SUCCESS)
    if kind is not Kind.REFUSAL:
        is_sign_in = AuditEvent.type.in_([event.value for event in SIGN_INS])
        yield is_sign_in if kind is Kind.SIGN_IN else ~is_sign_in


def _is_suspect(word: str, value: Detail) -> bool:
    # A mapping holds ids of keys, which operators choose: there, 202611 is no code.
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
