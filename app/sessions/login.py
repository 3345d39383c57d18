"""What a browser or program brings to a login, and what one that passed every step gets."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from app.audit.events import Event
from app.audit.service import record
from app.core.client import Client
from app.sessions.known_browsers import know_browser, know_client
from app.sessions.models import COOKIE, TOKEN
from app.sessions.principal import Principal
from app.sessions.service import start_session
from app.users.models import User


@dataclass(frozen=True)
class BrowserCookies:
    """What the browser brought along: a session that the new one replaces, and what an account may
    know and trust it by. A token client brings nothing."""

    session_id: str | None = None
    browser: str | None = field(default=None, repr=False)
    device: str | None = field(default=None, repr=False)
    kind: str = COOKIE


@dataclass(frozen=True)
class LoginResult:
    """Who signed in, with the new values of the cookies by which a browser is known (`browser`)
    and trusted (`device`)."""

    caller: Principal
    browser: str | None = field(default=None, repr=False)
    device: str | None = field(default=None, repr=False)


def complete_login(
    tx: Session,
    user: User,
    presented: BrowserCookies,
    *,
    amr: Sequence[str],
    client: Client,
    now: datetime,
    device: str | None = None,
) -> LoginResult:
    """Open the session under an id of its own (R33), write it into the history, and let the account
    know the browser or program. All of it is in the transaction that spent what was shown, so
    that each happens exactly when the others do."""
    caller = start_session(
        tx,
        user,
        amr=amr,
        client=client,
        now=now,
        replaces=presented.session_id,
        kind=presented.kind,
    )
    record(tx, Event.LOGIN, subject_id=user.id, client=client, now=now, methods=list(amr))
    if presented.kind == TOKEN:
        know_client(tx, user, client=client, now=now)
        return LoginResult(caller)
    mark = know_browser(tx, user, token=presented.browser, client=client, now=now)
    return LoginResult(caller, mark, device)
