"""A new address: asked for by whoever is signed in, confirmed by its mailbox."""

from typing import Any

from app.accounts import email_change, email_undo, schemas
from app.core import errors
from app.extensions import now
from app.sessions.guards import fresh, optional_principal, principal, public
from app.sessions.loaders import go_on, known_browser
from app.sessions.schemas import GoingOn
from app.web.api import Blueprint, refuses
from app.web.client import current_client
from app.web.schemas import Answer

blueprint = Blueprint("addresses", __name__, url_prefix="/api/auth/email")


@blueprint.post("/change")
@blueprint.response(202, Answer)
@refuses(errors.InvalidPassword, errors.TooManyAttempts)
@fresh()
@blueprint.arguments(schemas.NewEmailBody)
def change(body: dict[str, str]) -> dict[str, str]:
    """Ask for another address; the answer does not tell whether it has an account already."""
    email_change.ask_email_change(
        principal(),
        body["email"],
        body["password"],
        browser=known_browser(),
        client=current_client(),
        now=now(),
    )
    return {"message": "Open the link that we sent to the new address to confirm it."}


@blueprint.post("/confirm")
@blueprint.response(200, GoingOn)
@refuses(errors.InvalidToken, errors.Conflict)
@public
@blueprint.arguments(schemas.TokenBody)
def confirm(body: dict[str, str]) -> dict[str, Any]:
    """Confirm the new address by the token of the mailed link. All sessions end but that of a
    caller who is signed in to the account."""
    renewed = email_change.confirm_email(
        body["token"], caller=optional_principal(), client=current_client(), now=now()
    )
    answer = {"message": "This is the address of your account from now on."}
    return answer | (go_on(renewed) if renewed else {})


@blueprint.post("/undo")
@blueprint.response(200, Answer)
@refuses(errors.InvalidToken, errors.Conflict)
@public
@blueprint.arguments(schemas.TokenBody)
def undo(body: dict[str, str]) -> dict[str, str]:
    """Take an account back to its former address, by the token that was mailed there. Everybody
    is signed out, the password opens nothing any more, and a link for a new one is mailed."""
    email_undo.undo_email_change(body["token"], client=current_client(), now=now())
    return {"message": "Your account is at this address again. We sent a link for a new password."}
