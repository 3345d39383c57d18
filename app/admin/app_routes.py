"""The routes by which administrators list apps behind forward-auth."""

from typing import Any

from app.admin.acting import admin_act
from app.admin.app_schemas import AppAnswer, AppBody, AppChange, AppList, app_json
from app.admin.schemas import PageQuery, VersionBody, page_of
from app.core.errors import Conflict
from app.core.text import _
from app.forward_auth import apps
from app.sessions.guards import admin, admin_write
from app.web.api import Blueprint, refuses
from app.web.schemas import Answer

blueprint = Blueprint("admin_apps", __name__, url_prefix="/api/admin/apps")


@blueprint.get("")
@blueprint.response(200, AppList)
@admin
@blueprint.arguments(PageQuery, location="query", unknown="raise")
def list_all(query: dict[str, Any]) -> dict[str, Any]:
    """List apps by origin."""
    page, after = page_of(apps.list_apps, query, key=lambda each: each.app.origin)
    return {"apps": [app_json(each) for each in page], "next": after}


@blueprint.post("")
@blueprint.response(201, AppAnswer)
@refuses(Conflict)
@admin_write
@blueprint.arguments(AppBody)
def add(body: dict[str, Any]) -> dict[str, Any]:
    """List an app behind forward-auth.

    From the first one on, proxies may ask about listed apps, `PROTECTED_ORIGINS` and `PUBLIC_URL`
    alone.
    """
    return {"app": app_json(apps.add(body, act=admin_act()))}


@blueprint.patch("/<app_id>")
@blueprint.response(200, AppAnswer)
@refuses(Conflict)
@admin_write
@blueprint.arguments(AppChange)
def change(body: dict[str, Any], app_id: str) -> dict[str, Any]:
    """Change what an app is or asks for.

    The change holds at the next request behind the proxy.
    """
    version = body.pop("version")
    return {"app": app_json(apps.change(app_id, version=version, values=body, act=admin_act()))}


@blueprint.delete("/<app_id>")
@blueprint.response(200, Answer)
@refuses(Conflict)
@admin_write
@blueprint.arguments(VersionBody)
def remove(body: dict[str, int], app_id: str) -> dict[str, str]:
    """Take an app from the list."""
    app = apps.remove(app_id, version=body["version"], act=admin_act())
    return {"message": _("{origin} is not listed any more.").format(origin=app.origin)}
