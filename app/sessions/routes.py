"""Listing and ending one's own sessions."""

from typing import Any

from app.core.text import _, _n
from app.extensions import now
from app.sessions.guards import authenticated, principal
from app.sessions.own_sessions import sign_out_others, sign_out_session
from app.sessions.schemas import SessionList
from app.sessions.service import list_sessions
from app.web.api import Blueprint
from app.web.exchange import current_act
from app.web.schemas import Answer

blueprint = Blueprint("sessions", __name__, url_prefix="/api/auth/sessions")


@blueprint.get("")
@blueprint.response(200, SessionList)
@authenticated()
def show_sessions() -> dict[str, Any]:
    """List the sessions of the account."""
    caller = principal()
    rows = list_sessions(caller.user.id, now())
    for row in rows:
        row.current = row.id == caller.session.id  # type: ignore[attr-defined]
    return {"sessions": rows}


@blueprint.delete("/<session_id>")
@blueprint.response(200, Answer)
@authenticated()
def delete_session(session_id: str) -> dict[str, str]:
    """End one session of the caller.

    The answer is 404 for another user's session.
    """
    sign_out_session(principal(), session_id, act=current_act())
    return {"message": _("That session was signed out.")}


@blueprint.delete("")
@blueprint.response(200, Answer)
@authenticated()
def delete_other_sessions() -> dict[str, str]:
    """End every session of the caller but the present one."""
    ended = sign_out_others(principal(), act=current_act())
    return {
        "message": _n(
            "{count} other session was signed out.",
            "{count} other sessions were signed out.",
            ended,
        ).format(count=ended)
    }
