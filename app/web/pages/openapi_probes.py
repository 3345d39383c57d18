"""The OpenAPI paths of the calls for probes and monitors.

These are plain routes without schemas.
"""

from typing import Any

TAG = "operations"
DESCRIPTION = "For probes and monitors"
SCHEME = {
    "metrics": {
        "type": "http",
        "scheme": "bearer",
        "description": "The operator's METRICS_TOKEN",
    }
}


def paths() -> dict[str, Any]:
    """Return the path items of the calls outside of `/api`."""
    gone = _json("Something that is needed is gone", _standing("unavailable"))
    gone["headers"] = {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds"}}
    refused = {"$ref": "#/components/schemas/Error"}
    return {
        "/healthz": _get(
            "Tell that the process lives; asks nobody else.",
            {"200": _json("It lives", _standing("ok"))},
        ),
        "/readyz": _get(
            "Tell whether database, migrations, clock and Redis are there.",
            {"200": _json("It can work", _standing("ok", "degraded")), "503": gone},
        ),
        "/metrics": _get(
            "Count, in Prometheus' text format; there is nothing without METRICS_TOKEN.",
            {
                "200": {
                    "description": "The metrics",
                    "content": {"text/plain": {"schema": {"type": "string"}}},
                },
                "401": _json("Another token, or none", refused),
                "404": {"$ref": "#/components/responses/not_found"},
            },
            security=[{"metrics": []}],
        ),
    }


def _get(
    summary: str, responses: dict[str, Any], *, security: list[dict[str, list[str]]] | None = None
) -> dict[str, Any]:
    crash = {"$ref": "#/components/responses/internal_error"}
    operation = {"summary": summary, "tags": [TAG], "security": security or []}
    return {"get": {**operation, "responses": {**responses, "500": crash}}}


def _json(description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def _standing(*words: str) -> dict[str, Any]:
    missing = {"type": "array", "items": {"enum": ["database", "migrations", "clock", "redis"]}}
    return {
        "type": "object",
        "properties": {"status": {"enum": list(words)}, "missing": missing},
        "required": ["status"],
        "additionalProperties": False,
    }
