"""The sign-in of token clients.

A token client is a program that stores its tokens itself and never gets a cookie.
"""

from typing import Any

from app.auth import schemas, service
from app.core import errors
from app.extensions import now, settings
from app.sessions.guards import public
from app.sessions.login import BrowserCookies
from app.sessions.login_challenge import find_half_auth
from app.sessions.models import TOKEN
from app.sessions.principal import Principal
from app.sessions.schemas import Tokens
from app.sessions.signed_in import signed_in_json
from app.sessions.tokens import refresh, token_pair
from app.twofactor.login import verify_login, verify_login_by_passkey
from app.web.api import Blueprint, refuses
from app.web.exchange import current_act, note_user
from app.web.rate_limits.limits import for_strangers

blueprint = Blueprint("tokens", __name__, url_prefix="/api/auth/token")


@blueprint.post("")
@for_strangers
@blueprint.response(200, schemas.TokenAnswer)
@refuses(*errors.OF_A_LOGIN)
@public
@blueprint.arguments(schemas.LoginBody)
def token(body: dict[str, str]) -> dict[str, Any]:
    """Sign a program in, or ask for a second factor.

    Where `requires2FA` is true, send a code to token/verify next.
    """
    outcome = service.log_in(
        body["email"], body["password"], presented=BrowserCookies(kind=TOKEN), act=current_act()
    )
    if isinstance(outcome, service.SecondFactorAsked):
        asked = {
            "requires2FA": True,
            "twofaToken": outcome.marker,
            "methods": outcome.methods,
            "expiresIn": settings().half_login_seconds,
        }
        return asked | ({"retryAfter": outcome.retry_after} if outcome.retry_after else {})
    return finish_client(outcome.caller)


@blueprint.post("/verify")
@for_strangers
@blueprint.response(200, schemas.TokenAnswer)
@refuses(errors.TwoFactorSessionExpired, errors.InvalidPasskey, *errors.OF_A_CODE)
@public
@blueprint.arguments(schemas.TokenCodeBody)
def verify(body: dict[str, Any]) -> dict[str, Any]:
    """Finish a program's sign-in with a code or a passkey.

    The code is one of the app or a backup code.
    """
    half = find_half_auth(body["twofaToken"], now(), kind=TOKEN)
    if half is None:
        raise errors.TwoFactorSessionExpired
    presented, act = BrowserCookies(kind=TOKEN), current_act()
    if "passkey" in body:
        signed_in = verify_login_by_passkey(half, body["passkey"], presented=presented, act=act)
    else:
        signed_in = verify_login(half, body["code"], presented=presented, act=act)
    return finish_client(signed_in.caller)


@blueprint.post("/refresh")
@for_strangers
@blueprint.response(200, Tokens)
@refuses(errors.InvalidBearer, errors.RefreshReused)
@public
@blueprint.arguments(schemas.RefreshBody)
def refresh_tokens(body: dict[str, str]) -> dict[str, Any]:
    """Exchange a refresh token for new tokens.

    The old refresh token is spent.
    """
    caller = refresh(body["refreshToken"], act=current_act())
    return token_pair(caller, now())


def finish_client(caller: Principal) -> dict[str, Any]:
    """Return the tokens and the user of a program that signed in."""
    note_user(caller.user.id)
    return token_pair(caller, now()) | signed_in_json(caller)
