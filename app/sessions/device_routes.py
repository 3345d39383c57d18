"""Listing and forgetting one's own trusted devices."""

from typing import Any

from sqlalchemy.orm import Session

from app.audit.events import Event
from app.audit.service import record
from app.core.errors import NotFound
from app.db import write_tx
from app.extensions import now
from app.sessions.browser_cookies import trusted_device
from app.sessions.guards import authenticated, principal
from app.sessions.schemas import DeviceList
from app.sessions.trusted_browsers import end_device, end_devices, is_device_of, list_devices
from app.web.api import Blueprint
from app.web.exchange import current_client
from app.web.schemas import Answer

blueprint = Blueprint("devices", __name__, url_prefix="/api/auth/2fa/devices")


@blueprint.get("")
@blueprint.response(200, DeviceList)
@authenticated()
def show_devices() -> dict[str, Any]:
    """List the browsers that are not asked for a code."""
    rows = list_devices(principal().user, now())
    for row in rows:
        row.current = is_device_of(row, trusted_device())  # type: ignore[attr-defined]
    return {"devices": rows}


@blueprint.delete("/<device_id>")
@blueprint.response(200, Answer)
@authenticated()
def forget_device(device_id: str) -> dict[str, str]:
    """Forget one browser; another user's does not exist for the caller."""
    user_id = principal().user.id
    with write_tx() as tx:
        if not end_device(tx, user_id, device_id):
            raise NotFound("There is no such device.")
        _note(tx, user_id)
    return {"message": "That browser will be asked for a code again."}


@blueprint.delete("")
@blueprint.response(200, Answer)
@authenticated()
def forget_devices() -> dict[str, str]:
    """Forget every browser."""
    user_id = principal().user.id
    with write_tx() as tx:
        end_devices(tx, user_id)
        _note(tx, user_id)
    return {"message": "Every browser will be asked for a code again."}


def _note(tx: Session, user_id: str) -> None:
    record(tx, Event.DEVICE_FORGOTTEN, subject_id=user_id, client=current_client(), now=now())
