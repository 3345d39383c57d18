"""The log of a server: one line of JSON for each record.

A traceback is a member of its line.
"""

import json
import logging
import sys
import threading
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

_log = logging.getLogger(__name__)


class JsonLines(logging.Formatter):
    """Formats a record as one line of JSON.

    The `facts` that a record was logged with become members of the line.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of a record."""
        at = datetime.fromtimestamp(record.created, UTC)
        line: dict[str, Any] = {
            "at": at.isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, "facts", {}),
        }
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str)


def log_in_json() -> None:
    """Write each record, and each error that nobody catches, as JSON.

    Only a server calls this: a command prints its records for people.
    """
    handler = logging.StreamHandler()  # standard error, as the access log
    handler.setFormatter(JsonLines())
    logging.getLogger().addHandler(handler)
    sys.excepthook = _log_uncaught
    threading.excepthook = _log_uncaught_in_thread


def _log_uncaught(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    if issubclass(kind, Exception):
        _log.critical("uncaught error", exc_info=(kind, error, trace))
    else:  # such as a KeyboardInterrupt
        sys.__excepthook__(kind, error, trace)


def _log_uncaught_in_thread(told: threading.ExceptHookArgs) -> None:
    name = told.thread.name if told.thread else ""
    error = told.exc_value or told.exc_type()
    _log.critical(
        "uncaught error in thread %s", name, exc_info=(told.exc_type, error, told.exc_traceback)
    )
