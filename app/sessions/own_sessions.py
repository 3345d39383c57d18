"""Ending one's own sessions and trusted browsers.

Each function writes an event into the history.
"""

from sqlalchemy.orm import Session

from app.audit.events import Event
from app.audit.service import record
from app.core.act import Act
from app.core.errors import NotFound
from app.core.text import _
from app.db import write_tx
from app.sessions.principal import Principal
from app.sessions.service import end_session, end_sessions
from app.sessions.trusted_browsers import end_device, end_devices


def sign_out_session(caller: Principal, session_id: str, *, act: Act) -> None:
    """End one session of the caller.

    Raises NotFound, also for another user's session.
    """
    user_id = caller.user.id
    with write_tx() as tx:
        if not end_session(tx, user_id, session_id):
            raise NotFound(_("There is no such session."))
        record(tx, Event.SESSION_ENDED, subject_id=user_id, act=act)


def sign_out_others(caller: Principal, *, act: Act) -> int:
    """End every session of the caller but the present one.

    Returns how many sessions ended.
    """
    user_id = caller.user.id
    with write_tx() as tx:
        ended = end_sessions(tx, user_id, keep=caller.session.id)
        record(tx, Event.SESSION_ENDED, subject_id=user_id, act=act, ended=ended)
    return ended


def forget_browser(caller: Principal, device_id: str, *, act: Act) -> None:
    """Remove one trusted browser of the caller.

    Raises NotFound, also for another user's browser.
    """
    with write_tx() as tx:
        if not end_device(tx, caller.user.id, device_id):
            raise NotFound(_("There is no such device."))
        _note_forgotten(tx, caller, act)


def forget_browsers(caller: Principal, *, act: Act) -> None:
    """Remove all trusted browsers of the caller."""
    with write_tx() as tx:
        end_devices(tx, caller.user.id)
        _note_forgotten(tx, caller, act)


def _note_forgotten(tx: Session, caller: Principal, act: Act) -> None:
    record(tx, Event.DEVICE_FORGOTTEN, subject_id=caller.user.id, act=act)
