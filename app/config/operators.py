"""The person at the command line, by the operating system's word."""

import os
import pwd
from datetime import datetime

from app.core.act import Act
from app.core.request_origin import command_line, printable

_LONGEST = 64


def operator_act(now: datetime) -> Act:
    """Return what an operator does at the command line at `now`.

    Its origin names the operating system's user.
    """
    return Act(command_line(operating_user()), now)


def operating_user() -> str:
    """Return the name of the operating system's user of this process.

    `sudo` names the person behind it in SUDO_USER. The environment is the caller's to change, so
    the user of the process is told beside it.
    """
    running, behind = _own_name(), printable(os.environ.get("SUDO_USER", ""))[:_LONGEST]
    return f"{behind} as {running}" if behind and behind != running else running


def _own_name() -> str:
    user_id = os.getuid()
    try:
        return pwd.getpwuid(user_id).pw_name[:_LONGEST]
    except KeyError:  # a container may run under a number that has no name
        return f"user {user_id}"
