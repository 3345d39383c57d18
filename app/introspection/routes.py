"""The route by which backends introspect."""

from typing import Any

from flask import request

from app.core.errors import InvalidClient, TooManyRequests
from app.extensions import now
from app.introspection.schemas import Introspection, IntrospectionForm
from app.introspection.service import introspect, require_client
from app.sessions.guards import public
from app.web.api import Blueprint, refuses
from app.web.authorization import sent_client
from app.web.exchange import current_origin
from app.web.origin import FORM
from app.web.rate_limits.limits import uncounted

blueprint = Blueprint("introspection", __name__, url_prefix="/api/auth")


# Uncounted: a backend asks at each request of its users, all from one address. Wrong secrets are
# counted in SQL.
@blueprint.post("/introspect")
@blueprint.response(200, Introspection)
@refuses(InvalidClient, TooManyRequests)
@public
@uncounted
@blueprint.arguments(IntrospectionForm, location="form", content_type=FORM)
def show(form: dict[str, str]) -> dict[str, Any]:
    """Tell a backend whose token it got (RFC 7662).

    The backend is a client of `flask clients add`, and gives its id and secret by Basic. It is told
    about access tokens, and about app tokens of its own origin. Of any other token it is told
    `{"active": false}` and no more. The body is a form; a name that is given twice is 400.
    """
    moment = now()
    client = require_client(sent_client(request.environ), current_origin(), moment)
    return introspect(form["token"], client, moment)
