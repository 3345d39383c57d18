"""What a server works out once and keeps, kept for all applications of one run of tests."""

import hashlib
from functools import lru_cache
from typing import Any

from flask import Flask
from sqlalchemy import Dialect
from werkzeug.routing import Rule

from app.extensions import db

_rules: dict[tuple[Any, ...], dict[str, Any]] = {}
_dialects: dict[str, Dialect] = {}
_statements: dict[Any, Any] = {}


class _KnownRule(Rule):
    """A route that Werkzeug compiles once: that takes longer than all else of a start."""

    def compile(self) -> None:
        key = (self.rule, self.endpoint, frozenset(self.methods or ()), self.strict_slashes)
        if key in _rules:
            vars(self).update(_rules[key])
        else:
            super().compile()
            _rules[key] = {name: value for name, value in vars(self).items() if name != "map"}


def keep_rules() -> None:
    """Compile the routes of the first application alone."""
    Flask.url_rule_class = _KnownRule


def keep_derived_keys() -> None:
    """Derive the key of one passphrase and salt once: whoever seals a file opens it soon."""
    hashlib.scrypt = lru_cache(maxsize=16)(hashlib.scrypt)  # type: ignore[assignment]


def keep_statements(app: Flask) -> None:
    """Compile each statement once a run: SQLAlchemy keeps them for one engine and its dialect, and
    most tests end before one comes twice."""
    with app.app_context():
        for name, engine in db.engines.items():
            kind = f"{engine.dialect.name} {name}"
            engine.dialect = _dialects.setdefault(kind, engine.dialect)
            engine.update_execution_options(compiled_cache=_statements)
