"""Holds every answer that a test gets from the API against the OpenAPI document."""

import re
from functools import cache
from typing import Any

from flask import Response, current_app, request

from app.web.pages.openapi import document


class Undocumented(BaseException):
    """An answer that the document does not know; no handler of the product may swallow it."""


def refuse_undocumented(response: Response) -> Response:
    """Let an answer through whose status, and where it is a refusal its code, or what else than
    JSON it is, the document lists."""
    rule = re.sub(r"<\w+:", "<", str(request.url_rule or ""))
    is_ours = rule.startswith(("/api/auth/", "/api/authz/", "/api/admin/"))
    if not is_ours or request.method in {"HEAD", "OPTIONS"}:
        return response
    codes = _statuses()[f"{request.method} {rule}"].get(str(response.status_code))
    told = response.get_json(silent=True) or {} if response.is_json else {}
    code = told.get("code") if response.is_json else response.mimetype
    if codes is None or (response.status_code >= 400 and code not in codes):
        raise Undocumented(f"{request.method} {rule}: {response.status_code} {code}")
    return response


@cache
def _statuses() -> dict[str, dict[str, set[str]]]:
    """The codes of each status of each call: the same for every application of a run."""
    spec = document(current_app._get_current_object())  # type: ignore[attr-defined]
    shared = spec["components"]["responses"]
    found: dict[str, dict[str, set[str]]] = {}
    for path, operations in spec["paths"].items():
        rule = re.sub(r"{(\w+)}", r"<\1>", path)
        for method, operation in operations.items():
            if method != "parameters":
                answers = operation["responses"]
                found[f"{method.upper()} {rule}"] = {
                    status: _codes(answer, shared) for status, answer in answers.items()
                }
    return found


def _codes(answer: dict[str, Any], shared: dict[str, Any]) -> set[str]:
    if "$ref" in answer:
        return {answer["$ref"].rpartition("/")[2]}
    content = answer.get("content", {})
    examples = content.get("application/json", {}).get("examples", {})
    return {*examples, *(set(content) - {"application/json"})}
