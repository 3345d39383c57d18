"""The routes by which administrators find people, and look at one."""

from typing import Any

from app.accounts.directory import find_people, find_person
from app.accounts.email_pending import pending_email
from app.admin.event_routes import readable
from app.admin.event_schemas import AdminEventList
from app.admin.event_view import views_of
from app.admin.user_queries import PeopleQuery, PersonEventsQuery, place_in, place_text, wanted_of
from app.admin.user_schemas import (
    PersonAnswer,
    PersonList,
    SessionsOfPerson,
    browser_json,
    person_json,
    session_json,
    whole_json,
)
from app.app_tokens.lookup import list_app_tokens
from app.audit.search import Search, find_place, newest_events
from app.core.errors import Conflict
from app.db import end_read
from app.extensions import now
from app.forward_auth.token_issuing import token_json
from app.policy.report import date_of
from app.sessions.guards import admin
from app.sessions.service import list_sessions
from app.sessions.trusted_browsers import list_devices
from app.twofactor.service import status
from app.web.api import Blueprint, refuses

blueprint = Blueprint("admin_users", __name__, url_prefix="/api/admin/users")


@blueprint.get("")
@blueprint.response(200, PersonList)
@admin
@blueprint.arguments(PeopleQuery, location="query", unknown="raise")
def list_all(query: dict[str, Any]) -> dict[str, Any]:
    """List people, oldest account first."""
    after, limit = place_in(query.get("after")), query["limit"]
    people, place = find_people(wanted_of(query), now(), after=after, limit=limit)
    return {"users": [person_json(each) for each in people], "next": place_text(place)}


@blueprint.get("/<user_id>")
@blueprint.response(200, PersonAnswer)
@admin
def show(user_id: str) -> dict[str, Any]:
    """Return one person."""
    at = now()
    person, due = find_person(user_id, at), date_of(user_id)
    end_read()
    waiting = pending_email(user_id, at)
    return {"user": whole_json(person, status(person.user), waiting, due)}


@blueprint.get("/<user_id>/sessions")
@blueprint.response(200, SessionsOfPerson)
@admin
def show_sessions(user_id: str) -> dict[str, Any]:
    """List where a person is signed in.

    The browsers that they trust and their app tokens are listed too.
    """
    at = now()
    user = find_person(user_id, at).user
    return {
        "sessions": [session_json(each) for each in list_sessions(user.id, at)],
        "trustedBrowsers": [browser_json(each) for each in list_devices(user, at)],
        "appTokens": [token_json(each) for each in list_app_tokens(user.id, at)],
        "next": None,
    }


@blueprint.get("/<user_id>/events")
@blueprint.response(200, AdminEventList)
@refuses(Conflict)
@admin
@blueprint.arguments(PersonEventsQuery, location="query", unknown="raise")
def show_events(query: dict[str, Any], user_id: str) -> dict[str, Any]:
    """List what happened to a person, newest first.

    The history of a deleted person is found by their id in `/api/admin/events`.
    """
    find_person(user_id, now())
    limit, after = query["limit"], query.get("after")
    behind = find_place(int(after)) if after else None
    with readable():
        found = newest_events(Search(subject_id=user_id), limit=limit + 1, behind=behind)
        page = found[:limit]
        events = views_of(page)
    return {"events": events, "next": str(page[-1].number) if len(found) > limit else None}
