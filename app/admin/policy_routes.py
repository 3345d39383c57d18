"""The routes by which administrators set the policy and read its report."""

from functools import partial
from typing import Any

from app.admin.acting import admin_act
from app.admin.policy_schemas import (
    PolicyAnswer,
    PolicyBody,
    PolicyList,
    Report,
    ReportQuery,
    policy_json,
    reported_json,
)
from app.admin.schemas import page_of
from app.core.errors import Conflict, NotFound
from app.policy.report import State, count_states, list_people
from app.policy.rows import list_policies
from app.policy.service import Wish, set_policy, warnings_of
from app.sessions.guards import admin, admin_write
from app.web.api import Blueprint, refuses

blueprint = Blueprint("admin_policy", __name__, url_prefix="/api/admin/policy")


@blueprint.get("")
@blueprint.response(200, PolicyList)
@admin
def show() -> dict[str, Any]:
    """Return the policy of everybody, of roles and of groups."""
    return _policies()


@blueprint.put("")
@blueprint.response(200, PolicyAnswer)
@refuses(NotFound, Conflict)
@admin_write
@blueprint.arguments(PolicyBody)
def change(body: dict[str, Any]) -> dict[str, Any]:
    """Set one level for everybody, a role or a group.

    It holds at the next request. 409 where the caller, or every administrator, would fall outside.
    """
    wish = Wish(
        level=body["level"],
        group=body["group"],
        starts_at=body["from_"],
        grace_days=body["grace"],
    )
    changed = set_policy(wish, act=admin_act(), version=body["version"])
    told = {"mailed": changed.mailed, "stopped": changed.stopped}
    return {**_policies(), **told, "warnings": warnings_of(changed)}


@blueprint.get("/report")
@blueprint.response(200, Report)
@refuses(NotFound)
@admin
@blueprint.arguments(ReportQuery, location="query", unknown="raise")
def report(query: dict[str, Any]) -> dict[str, Any]:
    """Return how each person stands to the policy.

    The counts over everybody come with the first page: they take seconds among a million.
    """
    state = State(query["state"]) if query["state"] else None
    find = partial(list_people, state=state)
    page, after = page_of(find, query, key=lambda each: each.user.id)
    counts = None if query["after"] else count_states()
    return {"people": [reported_json(each) for each in page], "counts": counts, "next": after}


def _policies() -> dict[str, Any]:
    return {"policies": [policy_json(each) for each in list_policies()], "next": None}
