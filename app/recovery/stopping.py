"""Stopping a recovery: by mail, session, operator or administrator (V05)."""

from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.accounts.mailed_links import counting_wrong_links
from app.audit.events import Event
from app.audit.service import record
from app.core.act import Act
from app.core.errors import Conflict, InvalidToken, NotFound
from app.core.opaque_tokens import digest, is_token
from app.core.text import _
from app.db import write_tx
from app.db.clock import moment_within
from app.db.reads import find_row
from app.db.versions import next_version
from app.extensions import db
from app.recovery import notices, states
from app.recovery.models import FINISHED, Recovery, StopLink
from app.sessions.holding import hold_caller
from app.sessions.principal import Principal
from app.users.models import User
from app.users.service import lock_person, lock_user

_FOUND: tuple[Any, ...] = (Recovery.id, Recovery.user_id)
_OF_LINK = (
    select(*_FOUND)
    .join(StopLink, StopLink.recovery_id == Recovery.id)
    .where(StopLink.token_hash == bindparam("token_hash"))
)
_TOO_LATE = _(
    "This recovery was finished already. Tell whoever runs this service at once if it was not you."
)


def stop_by_mail(token: str, *, act: Act) -> bool:
    """Stop the recovery of a mailed link.

    Returns whether it was open: another press, or what else ended it, may have been faster. Raises
    InvalidToken, TooManyRequests, or Conflict where it was finished already.
    """
    with counting_wrong_links(act):
        found = find_row(_OF_LINK, token_hash=digest(token)) if is_token(token) else None
        if found is None:
            raise InvalidToken
    recovery_id, user_id = tuple(found)
    with write_tx() as tx:
        user = lock_user(tx, user_id)
        if user is None:
            raise InvalidToken
        if _stop(tx, user, states.BY_MAIL, act, recovery_id=recovery_id):
            return True
        state = tx.scalar(select(Recovery.state).where(Recovery.id == recovery_id))
    if state == FINISHED:
        raise Conflict(_TOO_LATE)
    return False


def stop_own(caller: Principal, *, act: Act) -> bool:
    """Stop the caller's open recovery; return whether there was one.

    Raises NotSignedIn where the session has ended meanwhile.
    """
    with write_tx() as tx:
        return _stop(tx, hold_caller(tx, caller), states.BY_SESSION, act)


def stop_for_person(recovery_id: str, *, act: Act) -> None:
    """Stop a recovery for an administrator or an operator.

    Raises NotFound, Forbidden, or Conflict where it is not open any more.
    """
    user_id = db.session.scalar(select(Recovery.user_id).where(Recovery.id == recovery_id))
    with write_tx() as tx:
        if user_id is None:
            raise NotFound(_("There is no such recovery."))
        user = lock_person(tx, user_id, act=act)
        if not _stop(tx, user, states.BY_OPERATOR, act, recovery_id=recovery_id):
            raise Conflict(_("This recovery is not open any more."))
        next_version(user, None)


def _stop(tx: Session, user: User, how: str, act: Act, *, recovery_id: str = "") -> bool:
    if not states.stop(tx, user, how, moment_within(tx), recovery_id=recovery_id):
        return False
    record(tx, Event.RECOVERY_STOPPED, subject_id=user.id, act=act, method=how)
    notices.tell_stopped(tx, user, how, act)
    return True
