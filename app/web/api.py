"""flask-smorest with our error schema, body parser and refusals."""

from collections.abc import Callable
from typing import Any, TypeVar

import flask_smorest
from flask import Flask
from marshmallow import Schema

from app.core.errors import AppError
from app.web.json import StrictParser
from app.web.schemas import Error
from app.web.words import in_our_words

_BLUEPRINTS = "api_blueprints"
V = TypeVar("V", bound=Callable[..., Any])


class Blueprint(flask_smorest.Blueprint):  # type: ignore[misc]
    """A blueprint whose bodies StrictParser reads."""

    ARGUMENTS_PARSER = StrictParser()

    def arguments(self, schema: type[Schema], **more: Any) -> Any:
        """Declare the schema of a body or query, made once per view."""
        return super().arguments(in_our_words(schema()), **more)


class JsonApi(flask_smorest.Api):  # type: ignore[misc]
    """The API of the OpenAPI document, with one schema for all errors."""

    ERROR_SCHEMA = Error


def refuses(*refusals: type[AppError]) -> Callable[[V], V]:
    """Declare the refusals of a view for the OpenAPI document.

    The refusals that every call may raise need no declaration.
    """

    def declare(view: V) -> V:
        view.__refusals__ = (*getattr(view, "__refusals__", ()), *refusals)  # type: ignore[attr-defined]
        return view

    return declare


def guarded_as(name: str, *refusals: type[AppError]) -> Callable[[V], V]:
    """Declare the guard of a view, and what the guard refuses."""

    def declare(view: V) -> V:
        view.__guard__ = name  # type: ignore[attr-defined]
        return refuses(*refusals)(view)

    return declare


def init_api(app: Flask, *blueprints: Blueprint) -> None:
    """Register the blueprints of the API."""
    app.extensions[_BLUEPRINTS] = blueprints
    for each in blueprints:
        app.register_blueprint(each)


def describe(app: Flask) -> dict[str, Any]:
    """Return flask-smorest's OpenAPI 3.1 document of the API.

    It is made with a separate application and not at the start, where it would take longer than
    everything else. Few processes need it.
    """
    described = Flask("described")
    described.url_map.converters |= app.url_map.converters
    described.config.update(API_TITLE="Second Lock", API_VERSION="1", OPENAPI_VERSION="3.1.0")
    api = JsonApi(described)
    for each in app.extensions[_BLUEPRINTS]:
        api.register_blueprint(each)
    spec: dict[str, Any] = api.spec.to_dict()
    return spec
