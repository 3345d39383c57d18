"""The OpenAPI document.

It holds the schemas of the code, with guards, refusals and recorded examples added.
"""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, Response, current_app
from werkzeug.routing import Rule

from app.core import errors
from app.extensions import settings
from app.web.api import describe
from app.web.origin import FORM_CALL
from app.web.pages import openapi_probes
from app.web.pages.packing import packed
from app.web.sent_cookies import SESSION, TWOFA_TOKEN, name_of

blueprint = Blueprint("openapi", __name__)

_TEXT = "openapi_text"
_EXAMPLES = Path(__file__).with_name("examples.json")
_ERROR = {"$ref": "#/components/schemas/Error"}
_AN_ID = "s5wA0QbN3J0f8Xw1RkqV9c"
_READING = {"GET", "HEAD", "OPTIONS"}
_ALWAYS = (errors.TooManyRequests, errors.InternalError, errors.Unavailable)
_WITH_BODY = (
    errors.InvalidRequest,
    errors.InvalidJson,
    errors.BodyTooLarge,
    errors.UnsupportedMediaType,
)
_SHARED = (*_ALWAYS, *_WITH_BODY[2:], errors.CrossOrigin, errors.NotFound)
_SIGNED_IN: list[dict[str, list[str]]] = [{"session": []}, {"bearer": []}]
_SECURITY: dict[str, list[dict[str, list[str]]]] = {
    "public": [],
    "half_authenticated": [{"twofa": []}],
    "authenticated": _SIGNED_IN,
    "fresh": _SIGNED_IN,
    "admin": _SIGNED_IN,
    "admin_write": _SIGNED_IN,
}
_OF_CLIENTS: list[dict[str, list[str]]] = [{"client": []}]
_DESCRIPTION = """Accounts, sessions and a second factor.

Browsers use cookies, and their requests must be same-origin. Programs use `/api/auth/token` and
send `Authorization: Bearer …`. No text in a body may hold U+0000. Every refusal has one shape:
branch on its `code`, show its `message`. A `403 reauth_required` names in `methods` how to prove
oneself anew with `POST /api/auth/reauth`; then repeat the call."""
# The members that a refusal of forward-auth adds to an error.
_LED = {
    "need": {"type": "array", "items": {"type": "string"}, "description": "What to do first"},
    "location": {"type": "string", "description": "The login page's address; also in Location"},
}
# Refusals that are HTML pages where a browser loads a page.
_PAGES = {"forward_auth.forward_auth": "403"}
# Rules over several fields, which the schemas check in code and apispec cannot see.
_SHAPES = {
    "ReauthBody": {"minProperties": 1, "maxProperties": 1},
    "ProfileBody": {"minProperties": 1},
    "ProofBody": {"maxProperties": 1},
    "LoginProofBody": {"oneOf": [{"required": ["code"]}, {"required": ["passkey"]}]},
    "TokenCodeBody": {"oneOf": [{"required": ["code"]}, {"required": ["passkey"]}]},
}
_TAGS = {
    "auth": "Signing in and out, step-up",
    "twofactor": "The second factor: at login, and its own life",
    "tokens": "Signing in of programs",
    "accounts": "Registration, profile, closing",
    "verification": "Verifying the address of a new account",
    "passwords": "Changing and recovering the password",
    "addresses": "Changing the e-mail address",
    "passkeys": "Passkeys of one's own",
    "passkey_login": "Signing in by a passkey",
    "recovery": "Recovering an account without its second factor: begin, stop, finish",
    "recovery_address": "The address that hears of recoveries",
    "admin_recoveries": "Administrators: which recoveries wait, and stopping one",
    "sessions": "Where one is signed in",
    "devices": "Browsers that are not asked for a code",
    "history": "One's own security history",
    "invitations": "What an invitation offers, and taking it",
    "admin_invitations": "Administrators: who may make an account",
    "admin_users": "Administrators: people, what is signed in, and what happened to them",
    "admin_acts": "Administrators: what they do for and to a person",
    "admin_groups": "Administrators: groups of people",
    "admin_apps": "Administrators: which apps there are, and who may open them",
    "admin_policy": "Administrators: who must use what, and from when",
    "admin_overview": "Administrators: figures of the instance",
    "admin_events": "Administrators: the security history of everybody",
    "admin_health": "Administrators: what is wrong with the instance",
    "own_apps": "Which apps one may open",
    "introspection": "What a backend learns of a token",
    "app_tokens": "Tokens by which programs open one app",
    "forward_auth": "Second Lock in front of another app: what proxies ask, and the way back",
    "config": "What anybody may know of this service",
    openapi_probes.TAG: openapi_probes.DESCRIPTION,
}


def document(app: Flask) -> dict[str, Any]:
    """Return the OpenAPI 3.1 document of the API and the monitoring calls."""
    spec = describe(app)
    spec["info"] |= {"description": _DESCRIPTION, "license": {"name": "MIT", "identifier": "MIT"}}
    spec["servers"] = [{"url": "/"}]
    spec["tags"] = [{"name": name, "description": text} for name, text in _TAGS.items()]
    spec["components"]["schemas"]["Error"]["properties"] |= _LED
    for name, rules in _SHAPES.items():
        spec["components"]["schemas"][name] |= rules
    spec["components"]["securitySchemes"] = _security_schemes()
    spec["components"]["responses"] = {kind.code: _refusal(kind.status, [kind]) for kind in _SHARED}
    spec["paths"] |= openapi_probes.paths()
    for rule, method, operation in _operations(app, spec):
        view: Any = app.view_functions[rule.endpoint]
        operation["operationId"] = rule.endpoint.replace(".", "_")
        if openapi_probes.TAG not in operation["tags"]:
            is_clients = rule.rule == FORM_CALL
            operation["security"] = _OF_CLIENTS if is_clients else _SECURITY[view.__guard__]
            _say_whether_a_body_is_needed(operation, spec)
            _put_refusals(operation, refusals_of(view, method, operation))
        if status := _PAGES.get(rule.endpoint):
            page = {"text/html": {"schema": {"type": "string"}}}
            operation["responses"][status]["content"] |= page
        _put_examples(operation, f"{method} {rule.rule}")
    return spec


def refusals_of(
    view: Callable[..., Any], method: str, operation: dict[str, Any]
) -> list[type[errors.AppError]]:
    """Return every refusal that a call may answer."""
    found = [*getattr(view, "__refusals__", ()), *_ALWAYS]
    if method not in _READING:  # a body that the call does not read is looked at, too
        found += (errors.CrossOrigin, errors.BodyTooLarge, errors.UnsupportedMediaType)
    if "requestBody" in operation:
        found += _WITH_BODY
    places = {each["in"] for each in operation.get("parameters", ())}
    if "query" in places:
        found.append(errors.InvalidRequest)
    if "path" in places:
        found.append(errors.NotFound)
    return list(dict.fromkeys(found))


@blueprint.get("/api/openapi.json")
def show() -> Response:
    """Serve the OpenAPI document.

    The application makes it at the first call and keeps it.
    """
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    if _TEXT not in app.extensions:
        app.extensions[_TEXT] = json.dumps(document(app)).encode()
    return packed(app.extensions[_TEXT], "application/json")


def _operations(app: Flask, spec: dict[str, Any]) -> Iterator[tuple[Rule, str, dict[str, Any]]]:
    for rule in app.url_map.iter_rules():
        path = spec["paths"].get(re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule), {})
        for parameter in path.get("parameters", ()):
            parameter["example"] = _AN_ID
        for method in rule.methods or ():
            if operation := path.get(method.lower()):
                operation.setdefault("parameters", []).extend(path.get("parameters", ()))
                yield rule, method, operation


def _say_whether_a_body_is_needed(operation: dict[str, Any], spec: dict[str, Any]) -> None:
    # The body may be left out if every field may be.
    if body := operation.get("requestBody"):
        [content] = body["content"].values()
        name = content["schema"]["$ref"].rpartition("/")[2]
        shape = spec["components"]["schemas"][name]
        body["required"] = bool({"required", "minProperties"} & set(shape))


def _put_refusals(operation: dict[str, Any], refusals: list[type[errors.AppError]]) -> None:
    operation["responses"].pop("default", None)
    operation["responses"].pop("400", None)
    by_status: dict[int, list[type[errors.AppError]]] = {}
    for refusal in refusals:
        by_status.setdefault(refusal.status, []).append(refusal)
    for status, kinds in sorted(by_status.items()):
        operation["responses"][str(status)] = (
            {"$ref": f"#/components/responses/{kinds[0].code}"}
            if len(kinds) == 1 and kinds[0] in _SHARED
            else _refusal(status, kinds)
        )


def _refusal(status: int, kinds: Sequence[type[errors.AppError]]) -> dict[str, Any]:
    listed = "\n".join(f"- `{kind.code}`: {kind.message}" for kind in kinds)
    return {
        "description": f"{HTTPStatus(status).phrase}\n\n{listed}",
        "content": {
            "application/json": {
                "schema": _ERROR,
                "examples": {kind.code: {"value": _sample(kind)} for kind in kinds},
            }
        },
    }


def _sample(kind: type[errors.AppError]) -> dict[str, str]:
    return {"message": kind.message, "code": kind.code, "requestId": "3J0f8Xw1RkqV9c2Zs5bTnA"}


@cache
def _recorded() -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = json.loads(_EXAMPLES.read_text("utf-8"))
    return found


def _put_examples(operation: dict[str, Any], call: str) -> None:
    for example in _recorded().get(call, ()):
        if "body" in example:
            [content] = operation["requestBody"]["content"].values()
            content.setdefault("examples", {})[example["name"]] = {"value": example["body"]}
        answer = operation["responses"].get(str(example["status"]), {})
        if "application/json" in answer.get("content", {}):
            content = answer["content"]["application/json"]
            content.setdefault("examples", {})[example["name"]] = {"value": example["answer"]}


def _security_schemes() -> dict[str, Any]:
    is_https = settings().is_https
    return {
        "session": {
            "type": "apiKey",
            "in": "cookie",
            "name": name_of(SESSION, is_https=is_https),
            "description": "Set by login and verify-login",
        },
        "twofa": {
            "type": "apiKey",
            "in": "cookie",
            "name": name_of(TWOFA_TOKEN, is_https=is_https),
            "description": "The half-authenticated state: set by login, opens the second step",
        },
        "bearer": {"type": "http", "scheme": "bearer", "description": "Given by /api/auth/token"},
        "client": {"type": "http", "scheme": "basic", "description": "Of `flask clients add`"},
        **openapi_probes.SCHEME,
    }
