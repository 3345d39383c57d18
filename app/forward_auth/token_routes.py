"""The routes by which people make and revoke app tokens."""

from typing import Any

from app.app_tokens.lookup import list_app_tokens
from app.core.errors import Conflict, NotFound
from app.core.text import _
from app.extensions import now
from app.forward_auth import token_issuing, token_schemas
from app.sessions.guards import fresh, principal
from app.web.api import Blueprint, refuses
from app.web.exchange import current_act
from app.web.schemas import Answer

blueprint = Blueprint("app_tokens", __name__, url_prefix="/api/auth/app-tokens")


@blueprint.get("")
@blueprint.response(200, token_schemas.AppTokenList)
@fresh()
def list_own() -> dict[str, Any]:
    """List the caller's app tokens that still work, without the tokens."""
    rows = list_app_tokens(principal().user.id, now())
    return {"appTokens": [token_issuing.token_json(each) for each in rows]}


@blueprint.post("")
@blueprint.response(201, token_schemas.NewAppToken)
@refuses(Conflict)
@fresh(settled=True)
@blueprint.arguments(token_schemas.AppTokenBody)
def make(body: dict[str, Any]) -> dict[str, Any]:
    """Make a token by which a program opens one app.

    The answer shows it this once. The app has to be listed and to take tokens, and the caller has
    to be one who may open it: 400 with `fields.origin` otherwise. It is sent as `Authorization:
    Bearer`, or as the password of Basic with any name. It opens no call of the account.
    """
    made = token_issuing.issue(
        principal(),
        name=body["name"],
        origin=body["origin"],
        seconds=body["expiresIn"],
        act=current_act(),
    )
    return {**token_issuing.token_json(made.row), "token": made.token}


@blueprint.delete("/<row_id:token_id>")
@blueprint.response(200, Answer)
@refuses(NotFound)
@fresh()
def revoke(token_id: str) -> dict[str, str]:
    """Revoke an app token; it opens nothing from the next request on."""
    token_issuing.revoke(principal(), token_id, act=current_act())
    return {"message": _("The app token is revoked.")}
