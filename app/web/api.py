"""flask-smorest with our error shape and our body parser, and what a view declares to refuse."""

from collections.abc import Callable
from typing import Any, TypeVar

import flask_smorest
from flask import Flask
from werkzeug.exceptions import HTTPException

from app.core.errors import AppError
from app.web.errors import answer_http_exception
from app.web.json import StrictParser
from app.web.schemas import Error

V = TypeVar("V", bound=Callable[..., Any])


class Blueprint(flask_smorest.Blueprint):  # type: ignore[misc]
    """A blueprint whose bodies are read strictly."""

    ARGUMENTS_PARSER = StrictParser()

    def arguments(self, schema: Any, **more: Any) -> Any:
        """Declare a body or query; its schema is made once, and not at every request."""
        return super().arguments(schema() if isinstance(schema, type) else schema, **more)


class JsonApi(flask_smorest.Api):  # type: ignore[misc]
    """The API object; every error of its layers takes the one shape."""

    ERROR_SCHEMA = Error

    def handle_http_exception(self, error: HTTPException) -> Any:
        """Answer an error of routing or validation."""
        return answer_http_exception(error)


def refuses(*refusals: type[AppError]) -> Callable[[V], V]:
    """Declare what a view may raise besides what every call may; the OpenAPI document lists it."""

    def declare(view: V) -> V:
        view.__refusals__ = (*getattr(view, "__refusals__", ()), *refusals)  # type: ignore[attr-defined]
        return view

    return declare


def init_api(app: Flask) -> JsonApi:
    """Attach the API; `app/web/openapi.py` makes and serves its document."""
    app.config.update(API_TITLE="Second Lock", API_VERSION="1", OPENAPI_VERSION="3.1.0")
    return JsonApi(app)
