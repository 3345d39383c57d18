"""The JSON answer of every error, from every layer (R88).

It holds no stack trace, SQL, path or secret.
"""

import logging
from typing import Any

from flask import Flask, Response, jsonify, request
from sqlalchemy.exc import InterfaceError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from app.core import errors
from app.core.text import told
from app.web.authorization import may_be_browsers
from app.web.exchange import asked_language, request_id
from app.web.monitoring.metrics import count

_log = logging.getLogger(__name__)
_BY_STATUS: dict[int, type[errors.AppError]] = {
    400: errors.InvalidRequest,
    401: errors.NotSignedIn,
    404: errors.NotFound,
    405: errors.MethodNotAllowed,
    413: errors.BodyTooLarge,
    415: errors.UnsupportedMediaType,
    429: errors.TooManyRequests,
    503: errors.Unavailable,
}


def init_errors(app: Flask) -> None:
    """Register the handlers of refusals, lost databases and other exceptions."""
    app.register_error_handler(errors.AppError, answer)
    app.register_error_handler(HTTPException, answer_http_exception)
    # PostgreSQL answers a write with InternalError while it is read-only (a standby, a failover).
    for lost in (OperationalError, InterfaceError, InternalError, PoolTimeout):
        app.register_error_handler(lost, _answer_lost_database)
    app.register_error_handler(Exception, _answer_crash)


def answer(error: errors.AppError) -> Response:
    """Return the JSON answer of a refusal."""
    count("refusals", error.code)
    language = asked_language()
    body: dict[str, Any] = {
        "message": told(error.message, language),
        "code": error.code,
        "requestId": request_id(),
        **error.extra,
    }
    if error.fields:
        body["fields"] = {
            name: [told(each, language) for each in texts] for name, texts in error.fields.items()
        }
    if error.retry_after is not None:
        body["retryAfter"] = error.retry_after
    response = jsonify(body)
    response.status_code = error.status
    if error.retry_after is not None:
        response.headers["Retry-After"] = str(error.retry_after)
    if error.status == 401:
        response.headers["WWW-Authenticate"] = _challenge(error)
    return response


def _challenge(error: errors.AppError) -> str:
    # A browser that is asked for Basic shows a box of its own (T06).
    if isinstance(error, errors.InvalidClient) and not may_be_browsers(request.environ):
        return 'Basic realm="second-lock"'
    cause = f', error="{error.code}"' if isinstance(error, errors.InvalidBearer) else ""
    return f'Bearer realm="second-lock"{cause}'


def answer_http_exception(error: HTTPException) -> Response:
    """Return the JSON answer of an error that Flask or Werkzeug raised.

    The error's own headers, such as `Allow`, are kept. A redirect stays as it is.
    """
    if error.code is None or error.code < 400:
        return Response(error.get_response().get_data(), error.code, dict(error.get_headers()))
    kind = _BY_STATUS.get(error.code)
    if kind is None:
        kind = errors.InvalidRequest if error.code < 500 else errors.InternalError
    response = answer(kind())
    for name, value in error.get_headers():
        if name.lower() not in {"content-type", "content-length"}:
            response.headers[name] = value
    return response


def _answer_lost_database(error: Exception) -> Response:
    _log.error("the database did not answer: %s", type(error).__name__)
    return answer(errors.Unavailable())


def _answer_crash(error: Exception) -> Response:
    found = request_id()
    facts = {"requestId": found}
    _log.error("unforeseen error in request %s", found, exc_info=error, extra={"facts": facts})
    return answer(errors.InternalError())
