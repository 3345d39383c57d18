"""Listing and forgetting one's own trusted devices."""

from typing import Any

from app.core.text import _
from app.extensions import now
from app.sessions.browser_cookies import trusted_device
from app.sessions.guards import authenticated, principal
from app.sessions.own_sessions import forget_browser, forget_browsers
from app.sessions.schemas import DeviceList
from app.sessions.trusted_browsers import is_device_of, list_devices
from app.web.api import Blueprint
from app.web.exchange import current_act
from app.web.schemas import Answer

blueprint = Blueprint("devices", __name__, url_prefix="/api/auth/2fa/devices")


@blueprint.get("")
@blueprint.response(200, DeviceList)
@authenticated()
def show_devices() -> dict[str, Any]:
    """List the trusted browsers, which are not asked for a code."""
    rows = list_devices(principal().user, now())
    for row in rows:
        row.current = is_device_of(row, trusted_device())  # type: ignore[attr-defined]
    return {"devices": rows}


@blueprint.delete("/<device_id>")
@blueprint.response(200, Answer)
@authenticated()
def forget_device(device_id: str) -> dict[str, str]:
    """Remove one trusted browser.

    The answer is 404 for another user's browser.
    """
    forget_browser(principal(), device_id, act=current_act())
    return {"message": _("That browser will be asked for a code again.")}


@blueprint.delete("")
@blueprint.response(200, Answer)
@authenticated()
def forget_devices() -> dict[str, str]:
    """Remove all trusted browsers."""
    forget_browsers(principal(), act=current_act())
    return {"message": _("Every browser will be asked for a code again.")}
