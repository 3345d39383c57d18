"""An app that takes tokens, a token of somebody for it, and a program that uses one."""

from base64 import b64encode
from collections.abc import Mapping
from typing import Any

from flask import Flask

from app.config.operators import operator_act
from app.forward_auth import apps
from app.groups import service
from app.users.models import Group
from tests.client import Answer, Client
from tests.person import Person
from tests.rows import rows

FILES, BOARD = "http://localhost:9000", "http://localhost:9001"
CADDY, NGINX = "/api/authz/forward-auth", "/api/authz/auth-request"
YEAR = 365 * 86_400


def put(person: Person, origin: str = FILES, **values: Any) -> apps.ListedApp:
    """List an app that takes tokens; whatever groups it names are made."""
    act = operator_act(person.clock.now())
    given = {"name": "Files", "origin": origin, "groups": [], "factor": 1}
    body = {**given, "tokens": "first_factor", **values}
    with person.app.app_context():
        known = {each.name for each in rows(person.app, Group)} | {"user", "admin"}
        for name in set(body["groups"]) - known:
            service.create(name, act=act)
        return apps.add(body, act=act)


def change(person: Person, listed: apps.ListedApp, **values: Any) -> apps.ListedApp:
    act, version = operator_act(person.clock.now()), listed.app.version
    with person.app.app_context():
        return apps.change(listed.app.id, version=version, values=values, act=act)


def ask_for_token(person: Person, origin: Any = FILES, **values: Any) -> Answer:
    """Ask for an app token as the page does."""
    body = {"name": "Backup", "origin": origin, "expiresIn": YEAR, **values}
    return person.post("app-tokens", body)


def make(person: Person, origin: str = FILES, **values: Any) -> str:
    """Make an app token of somebody whose step-up is fresh."""
    answer = ask_for_token(person, origin, **values)
    assert answer.status_code == 201, answer.json
    return str(answer.json["token"])


def bearer(token: str) -> str:
    return f"Bearer {token}"


def basic(password: str, name: str = "anybody") -> str:
    return "Basic " + b64encode(f"{name}:{password}".encode()).decode()


def knock(
    app: Flask,
    authorization: str = "",
    *,
    origin: str = FILES,
    dialect: str = CADDY,
    query: str = "",
    path: str = "/notes.txt",
    browser: Client | None = None,
    headers: Mapping[str, str] | None = None,
) -> Answer:
    """Ask as a proxy does that got a request of a program, or of a browser with its cookies."""
    scheme, _, host = origin.partition("://")
    told = {
        "X-Forwarded-Method": "GET",
        "X-Forwarded-Proto": scheme,
        "X-Forwarded-Host": host,
        "X-Forwarded-Uri": path,
    }
    if dialect == NGINX:
        told = {"X-Original-URL": f"{origin}{path}", "X-Original-Method": "GET"}
    sent = {"Authorization": authorization} if authorization else {}
    whole = {**told, **sent, **(headers or {})}
    return (browser or Client(app)).get(f"{dialect}{query}", headers=whole)


def opens(app: Flask, token: str, **more: Any) -> bool:
    """Tell whether a program gets into the app by a token."""
    answer = knock(app, bearer(token), **more)
    assert answer.status_code in {200, 401, 403}, answer.json
    return answer.status_code == 200
