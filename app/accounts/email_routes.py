"""The routes of a change of address."""

from typing import Any

from app.accounts import email_change, email_pending, schemas
from app.core import errors
from app.core.text import _
from app.sessions.browser_cookies import known_browser, renewed_credentials
from app.sessions.guards import authenticated, fresh, principal, public
from app.sessions.schemas import RenewedCredentials
from app.web.api import Blueprint, refuses
from app.web.exchange import current_act
from app.web.rate_limits.limits import for_strangers
from app.web.schemas import Answer, Empty

blueprint = Blueprint("addresses", __name__, url_prefix="/api/auth/email")


@blueprint.post("/change")
@blueprint.response(202, Answer)
@refuses(errors.InvalidPassword, errors.TooManyAttempts)
@fresh(settled=True)
@blueprint.arguments(schemas.NewEmailBody)
def change(body: dict[str, str]) -> dict[str, str]:
    """Ask for a change of the account's address.

    A link is mailed to the new address. The answer is the same where that address has an account
    already.
    """
    email_change.ask_email_change(
        principal(), body["email"], body["password"], browser=known_browser(), act=current_act()
    )
    return {"message": _("Open the link that we sent to the new address to confirm it.")}


@blueprint.post("/confirm")
@blueprint.response(200, RenewedCredentials)
@refuses(errors.InvalidToken, errors.Conflict)
@authenticated(settled=True)
@blueprint.arguments(schemas.TokenBody)
def confirm(body: dict[str, str]) -> dict[str, Any]:
    """Confirm the new address by the token of the mailed link.

    The call needs a session of the account that the link belongs to. It answers 401 `not_signed_in`
    without a session and in a session of another account, and the link is not spent then. All other
    sessions of the account end.
    """
    renewed = email_change.confirm_email(principal(), body["token"], act=current_act())
    return {
        "message": _("This is the address of your account from now on."),
        **renewed_credentials(renewed),
    }


@blueprint.post("/change/resend")
@blueprint.response(202, Answer)
@refuses(errors.NotFound)
@authenticated(settled=True)
@blueprint.arguments(Empty)
def resend(_body: dict[str, Any]) -> dict[str, str]:
    """Mail a new link to the new address.

    The earlier link is void. The answer is 404 where no change is pending. Past the limit of such
    mails the answer is the same, and no mail is sent.
    """
    email_pending.resend_change(principal(), act=current_act())
    return {"message": _("Open the link that we sent to the new address to confirm it.")}


@blueprint.delete("/change")
@blueprint.response(200, Answer)
@authenticated()
def cancel() -> dict[str, str]:
    """Cancel a pending change of address.

    Its link is void. The answer is also 200 where no change is pending.
    """
    email_pending.cancel_change(principal(), act=current_act())
    return {"message": _("Your address stays as it is.")}


@blueprint.post("/undo")
@for_strangers
@blueprint.response(200, Answer)
@refuses(errors.InvalidToken, errors.Conflict)
@public
@blueprint.arguments(schemas.TokenBody)
def undo(body: dict[str, str]) -> dict[str, str]:
    """Move an account back to its former address.

    `token` is of the link that was mailed to that address. All sessions end, and the password
    becomes invalid. An active second factor is removed. A link for a new password is mailed.
    """
    email_change.undo_email_change(body["token"], act=current_act())
    return {
        "message": _("Your account is at this address again. We sent a link for a new password.")
    }
