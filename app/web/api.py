"""flask-smorest with our error shape and our body parser: routes, validation and OpenAPI 3.1."""

from typing import Any

import flask_smorest
from flask import Flask
from werkzeug.exceptions import HTTPException

from app.web.errors import answer_http_exception
from app.web.json import StrictParser
from app.web.schemas import Error


class Blueprint(flask_smorest.Blueprint):  # type: ignore[misc]
    """A blueprint whose bodies are read strictly."""

    ARGUMENTS_PARSER = StrictParser()


class JsonApi(flask_smorest.Api):  # type: ignore[misc]
    """The API object; every error of its layers takes the one shape."""

    ERROR_SCHEMA = Error

    def handle_http_exception(self, error: HTTPException) -> Any:
        """Answer an error of routing or validation."""
        return answer_http_exception(error)


def init_api(app: Flask) -> JsonApi:
    """Attach the API and its OpenAPI document at `/api/openapi.json`."""
    app.config.update(
        API_TITLE="Second Lock",
        API_VERSION="1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX="/api",
        OPENAPI_JSON_PATH="openapi.json",
    )
    return JsonApi(app)
