"""The route of somebody's own apps."""

from typing import Any

from app.forward_auth.decision import lacking
from app.forward_auth.rules import Rule, current_rules
from app.forward_auth.schemas import OwnApps
from app.forward_auth.token_issuing import may_have_token
from app.sessions.guards import authenticated, principal
from app.users.account import Account
from app.web.api import Blueprint

blueprint = Blueprint("own_apps", __name__, url_prefix="/api/auth")


@blueprint.get("/apps")
@blueprint.response(200, OwnApps)
@authenticated()
def list_own() -> dict[str, Any]:
    """Return the apps that the caller's role and groups open, by name.

    An app may still ask for a second factor or for a fresh proof when it is opened.
    """
    user = principal().user
    rules = current_rules().items()
    mine = [(origin, rule) for origin, rule in rules if not lacking(user, rule.asked)]
    mine.sort(key=lambda each: (each[1].name.casefold(), each[0]))
    return {"apps": [_json(user, origin, rule) for origin, rule in mine]}


def _json(user: Account, origin: str, rule: Rule) -> dict[str, Any]:
    asked = rule.asked
    found: dict[str, Any] = {"name": rule.name, "origin": origin, "factor": 1 + asked.factor}
    found["takesTokens"] = may_have_token(user, rule)
    return found if asked.fresh is None else found | {"fresh": asked.fresh}
