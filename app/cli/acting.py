"""The option `--reason` of commands that act on a person."""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any

import click

from app.config.operators import operator_act
from app.core.errors import InvalidRequest
from app.core.names import is_reason
from app.extensions import now

_reason = click.option("--reason", default="", help="Kept in the history, and told by the mail.")


def acting(command: Callable[..., None]) -> Callable[..., None]:
    """Add `--reason` to a command.

    The command takes the operator's act as `act`. A text that is no reason raises InvalidRequest.
    """

    @wraps(command)
    def with_act(*, reason: str, **more: Any) -> None:
        if reason and not is_reason(reason):
            raise InvalidRequest("A reason has 3 to 300 printable characters.")
        command(**more, act=replace(operator_act(now()), reason=reason))

    return _reason(with_act)
