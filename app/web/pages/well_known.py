"""What browsers and password managers look up at `/.well-known` (RFC 8615)."""

from typing import Any

from flask import Blueprint, Response, jsonify, redirect, request
from werkzeug.wrappers import Response as Redirect

from app.core.errors import NotFound
from app.extensions import settings

blueprint = Blueprint("well_known", __name__, url_prefix="/.well-known")


@blueprint.get("/webauthn")
def webauthn() -> Response:
    """Serve the origins that may use the passkeys of this host.

    WebAuthn Level 3, 5.11, calls them related origins. Browsers ask the host of RP_ID alone, and it
    vouches for no other.
    """
    found = settings()
    if request.host.partition(":")[0].lower() != found.passkey_host:
        raise NotFound
    return _told({"origins": list(dict.fromkeys((found.public_url, *found.passkey_origins)))})


@blueprint.get("/passkey-endpoints")
def passkey_endpoints() -> Response:
    """Serve where a passkey is added and managed (W3C, Passkey Endpoints)."""
    home = settings().public_url
    return _told({"enroll": f"{home}/profile/two-factor", "manage": f"{home}/profile"})


@blueprint.get("/change-password")
def change_password() -> Redirect:
    """Lead to where a password is changed (W3C, Changing Passwords)."""
    return redirect(f"{settings().public_url}/profile/password", 302)


def _told(what: dict[str, Any]) -> Response:
    if not settings().has_passkeys:
        raise NotFound
    answer = jsonify(what)
    # It is for pages of other origins too.
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer
