"""What the owner of an account may see of its history."""

from typing import Any

from app.audit.models import AuditEvent

# What of an event's detail is for its owner; anything else, and anything new, is for operators.
_SHOWN = ("methods", "method", "surface", "reason", "left", "ended", "role")


def as_its_owner_sees(event: AuditEvent) -> dict[str, Any]:
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
