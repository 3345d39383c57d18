"""What a login reads from a client, and what it returns."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from app.audit.events import Event
from app.audit.service import record
from app.core.act import Act
from app.sessions.known_browsers import know_browser, know_client
from app.sessions.models import COOKIE, TOKEN
from app.sessions.principal import Principal
from app.sessions.service import start_session
from app.users.models import User


@dataclass(frozen=True)
class BrowserCookies:
    """What a client sends to a login beside its credentials.

    `session_id` is of the session that the new one replaces. `browser` and `device` are the values
    of the known-browser and the trusted-device cookie. A token client sends none of them.
    """

    session_id: str | None = None
    browser: str | None = field(default=None, repr=False)
    device: str | None = field(default=None, repr=False)
    kind: str = COOKIE


@dataclass(frozen=True)
class LoginResult:
    """The signed-in caller and the new values of two cookies.

    `browser` is for the known-browser cookie, `device` for the trusted-device cookie.
    """

    caller: Principal
    browser: str | None = field(default=None, repr=False)
    device: str | None = field(default=None, repr=False)


def complete_login(
    tx: Session,
    user: User,
    presented: BrowserCookies,
    *,
    amr: Sequence[str],
    act: Act,
    device: str | None = None,
) -> LoginResult:
    """Open the session of a login that passed every step.

    The session gets a new id (R33). The function also writes the login into the history and adds
    the browser or token client to those that the account knows. All of it belongs to the
    transaction that spent the credentials, so that all of it happens or none of it.
    """
    caller = start_session(
        tx, user, amr=amr, act=act, replaces=presented.session_id, kind=presented.kind
    )
    record(tx, Event.LOGIN, subject_id=user.id, act=act, methods=list(amr))
    if presented.kind == TOKEN:
        know_client(tx, user, act=act)
        return LoginResult(caller)
    mark = know_browser(tx, user, token=presented.browser, act=act)
    return LoginResult(caller, mark, device)
