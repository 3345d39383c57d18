"""flask-smorest with our error shape and our body parser, and what a view declares to refuse."""

from collections.abc import Callable
from typing import Any, TypeVar

import flask_smorest
from flask import Flask

from app.core.errors import AppError
from app.web.json import StrictParser
from app.web.schemas import Error

_BLUEPRINTS = "api_blueprints"
V = TypeVar("V", bound=Callable[..., Any])


class Blueprint(flask_smorest.Blueprint):  # type: ignore[misc]
    """A blueprint whose bodies are read strictly."""

    ARGUMENTS_PARSER = StrictParser()

    def arguments(self, schema: Any, **more: Any) -> Any:
        """Declare a body or query; its schema is made once, and not at every request."""
        return super().arguments(schema() if isinstance(schema, type) else schema, **more)


class JsonApi(flask_smorest.Api):  # type: ignore[misc]
    """The API as it is described; every error has the one shape."""

    ERROR_SCHEMA = Error


def refuses(*refusals: type[AppError]) -> Callable[[V], V]:
    """Declare what a view may raise besides what every call may; the OpenAPI document lists it."""

    def declare(view: V) -> V:
        view.__refusals__ = (*getattr(view, "__refusals__", ()), *refusals)  # type: ignore[attr-defined]
        return view

    return declare


def init_api(app: Flask, *blueprints: Blueprint) -> None:
    """Register the blueprints of the API."""
    app.extensions[_BLUEPRINTS] = blueprints
    for each in blueprints:
        app.register_blueprint(each)


def describe(app: Flask) -> dict[str, Any]:
    """Return what flask-smorest knows of the API's calls (OpenAPI 3.1).

    An application of its own is described: it takes longer than all else of a start, and few
    processes are asked for it.
    """
    described = Flask("described")
    described.config.update(API_TITLE="Second Lock", API_VERSION="1", OPENAPI_VERSION="3.1.0")
    api = JsonApi(described)
    for each in app.extensions[_BLUEPRINTS]:
        api.register_blueprint(each)
    spec: dict[str, Any] = api.spec.to_dict()
    return spec
