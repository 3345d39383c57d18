"""The routes of the verification of an address."""

from typing import Any

from app.accounts import schemas, verification
from app.core import errors
from app.core.devices import describe_device
from app.core.request_origin import place_text
from app.core.text import _, moment_text
from app.sessions.browser_cookies import known_browser
from app.sessions.guards import public
from app.web.api import Blueprint, refuses
from app.web.cookies import clear_cookie, read_cookie
from app.web.exchange import current_act
from app.web.rate_limits.limits import for_strangers
from app.web.schemas import Answer
from app.web.sent_cookies import REGISTRATION

blueprint = Blueprint("verification", __name__, url_prefix="/api/auth/verify-email")


@blueprint.post("")
@for_strangers
@blueprint.response(200, Answer)
@refuses(errors.InvalidToken, errors.PasswordRequired, errors.Conflict)
@public
@blueprint.arguments(schemas.VerifyBody)
def verify_email(body: dict[str, str]) -> dict[str, str]:
    """Verify an address by the token of the mailed link.

    Without `password` only the browser that registered the account may do so. A password that is
    sent becomes the account's password. 409 where the invitation is used up, or registration was
    closed meanwhile.
    """
    user, is_registrant = verification.verify_email(
        body["token"],
        password=body.get("password"),
        cookie=read_cookie(REGISTRATION),
        act=current_act(),
    )
    if is_registrant:
        clear_cookie(REGISTRATION)
    return {
        "message": _(
            "Your e-mail is verified. This account was registered on {moment} from {place}. "
            "You can sign in now."
        ).format(moment=moment_text(user.created_at), place=place_text(user.created_from))
    }


@blueprint.post("/look")
@for_strangers
@blueprint.response(200, schemas.WaitingAnswer)
@refuses(errors.InvalidToken)
@public
@blueprint.arguments(schemas.TokenBody)
def look(body: dict[str, str]) -> dict[str, Any]:
    """Return the registration that a mailed link would verify.

    The answer says when and from where the account was registered. The link is not spent.
    """
    found = verification.look(body["token"], act=current_act())
    is_registered = found.user_agent is not None
    return {
        "email": found.user.email,
        "registeredAt": found.user.created_at,
        "registeredFrom": found.user.created_from if is_registered else "",
        "device": describe_device(found.user_agent) if found.user_agent is not None else "",
    }


@blueprint.post("/decline")
@for_strangers
@blueprint.response(200, Answer)
@refuses(errors.InvalidToken)
@public
@blueprint.arguments(schemas.TokenBody)
def decline(body: dict[str, str]) -> dict[str, str]:
    """Decline a registration.

    The registration is deleted. An account that an operator made stays, and the link is void.
    """
    if verification.decline(body["token"], act=current_act()):
        return {"message": _("The registration is dropped. Nobody can sign in with this address.")}
    return {
        "message": _("The link is void. The account stays: the operator of this service made it.")
    }


@blueprint.post("/resend")
@for_strangers
@blueprint.response(202, Answer)
@public
@blueprint.arguments(schemas.EmailBody)
def resend_verification(body: dict[str, str]) -> dict[str, str]:
    """Ask for a new verification mail.

    The answer does not tell whether the address waits to be verified.
    """
    verification.resend_verification(body["email"], browser=known_browser(), act=current_act())
    return {"message": _("If that address waits to be verified, a mail is on its way.")}
