"""Listing and ending one's own sessions."""

from typing import Any

from app.audit.events import Event
from app.audit.service import record
from app.core.errors import NotFound
from app.db import write_tx
from app.extensions import now
from app.sessions.guards import authenticated, principal
from app.sessions.schemas import SessionList
from app.sessions.service import end_session, end_sessions, list_sessions
from app.web.api import Blueprint
from app.web.exchange import current_client
from app.web.schemas import Answer

blueprint = Blueprint("sessions", __name__, url_prefix="/api/auth/sessions")


@blueprint.get("")
@blueprint.response(200, SessionList)
@authenticated()
def show_sessions() -> dict[str, Any]:
    """List where the account is signed in."""
    caller = principal()
    rows = list_sessions(caller.user.id, now())
    for row in rows:
        row.current = row.id == caller.session.id  # type: ignore[attr-defined]
    return {"sessions": rows}


@blueprint.delete("/<session_id>")
@blueprint.response(200, Answer)
@authenticated()
def delete_session(session_id: str) -> dict[str, str]:
    """End one session; another user's does not exist for the caller."""
    caller = principal()
    with write_tx() as tx:
        if not end_session(tx, caller.user.id, session_id):
            raise NotFound("There is no such session.")
        record(
            tx, Event.SESSION_ENDED, subject_id=caller.user.id, client=current_client(), now=now()
        )
    return {"message": "That session was signed out."}


@blueprint.delete("")
@blueprint.response(200, Answer)
@authenticated()
def delete_other_sessions() -> dict[str, str]:
    """End every session but the one that asks."""
    caller = principal()
    with write_tx() as tx:
        ended = end_sessions(tx, caller.user.id, keep=caller.session.id)
        record(
            tx,
            Event.SESSION_ENDED,
            subject_id=caller.user.id,
            client=current_client(),
            now=now(),
            ended=ended,
        )
    return {"message": f"{ended} other sessions were signed out."}
