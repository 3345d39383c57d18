"""A new address: asked for by whoever is signed in, confirmed by its mailbox."""

from typing import Any

from app.accounts import email_change, email_pending, schemas
from app.core import errors
from app.extensions import now
from app.sessions.browser_cookies import known_browser, renewed_credentials
from app.sessions.guards import authenticated, fresh, principal, public
from app.sessions.schemas import RenewedCredentials
from app.web.api import Blueprint, refuses
from app.web.exchange import current_client
from app.web.rate_limits.limits import for_strangers
from app.web.schemas import Answer, Empty

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
@blueprint.response(200, RenewedCredentials)
@refuses(errors.InvalidToken, errors.Conflict)
@authenticated()
@blueprint.arguments(schemas.TokenBody)
def confirm(body: dict[str, str]) -> dict[str, Any]:
    """Confirm the new address by the token of the mailed link, in a session of the account that it
    is for: 401 `not_signed_in` without one, and in a session of another account, and then the
    link is not spent. All other sessions end."""
    renewed = email_change.confirm_email(
        principal(), body["token"], client=current_client(), now=now()
    )
    return {
        "message": "This is the address of your account from now on.",
        **renewed_credentials(renewed),
    }


@blueprint.post("/change/resend")
@blueprint.response(202, Answer)
@refuses(errors.NotFound)
@authenticated()
@blueprint.arguments(Empty)
def resend(_body: dict[str, Any]) -> dict[str, str]:
    """Mail the link to the new address again; the one before it is dead. 404 where no change
    waits. Past the limit of such mails the answer stays, and no mail goes."""
    email_pending.resend_change(principal(), client=current_client(), now=now())
    return {"message": "Open the link that we sent to the new address to confirm it."}


@blueprint.delete("/change")
@blueprint.response(200, Answer)
@authenticated()
def cancel() -> dict[str, str]:
    """Call a change of address off that waits for its mailbox: its link is dead. Also 200 where
    none waits."""
    email_pending.cancel_change(principal(), client=current_client(), now=now())
    return {"message": "Your address stays as it is."}


@blueprint.post("/undo")
@for_strangers
@blueprint.response(200, Answer)
@refuses(errors.InvalidToken, errors.Conflict)
@public
@blueprint.arguments(schemas.TokenBody)
def undo(body: dict[str, str]) -> dict[str, str]:
    """Take an account back to its former address, by the token that was mailed there. Everybody
    is signed out, the password opens nothing any more, a second factor that came too late to vouch
    for the change goes, and a link for a new password is mailed."""
    email_change.undo_email_change(body["token"], client=current_client(), now=now())
    return {"message": "Your account is at this address again. We sent a link for a new password."}
