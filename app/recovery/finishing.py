"""Finishing a recovery by the mailed link and the password."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.accounts.mailed_links import counting_wrong_links
from app.audit.events import Event
from app.audit.service import record
from app.auth.credentials import CheckedPassword, check_password, settle_password
from app.auth.service import refusal_of
from app.core.act import Act
from app.core.assurance import PASSWORD
from app.core.errors import InvalidPassword, InvalidToken, TooManyAttempts, Unavailable
from app.core.opaque_tokens import digest, is_token
from app.db import write_tx
from app.db.clock import moment_within
from app.db.reads import find_row
from app.extensions import settings
from app.factors.owned import drop_factors
from app.recovery import notices, states
from app.recovery.models import READY, Recovery
from app.sessions.login import BrowserCookies, LoginResult, complete_login
from app.sessions.login_challenge import HalfAuth, end_challenge
from app.sessions.service import end_everything
from app.users.models import ADMIN, User
from app.users.service import lock_user

PROBATION = timedelta(hours=24)
_OF_LINK = (
    select(User.email)
    .join(Recovery, Recovery.user_id == User.id)
    .where(Recovery.token_hash == bindparam("token_hash"), Recovery.state == READY)
)


@dataclass(frozen=True)
class _Try:
    """One password that was sent with a link, before its check."""

    recovery_id: str
    user_id: str
    email: str
    tries: int


def finish(
    token: str, password: str, *, presented: BrowserCookies, half: HalfAuth | None, act: Act
) -> LoginResult:
    """Exchange link and password for a session that may only enrol.

    Every factor, session, half-finished login and trusted browser of the account ends, and a new
    factor is asked for (V08). `half` is an older half-finished login of the browser, and ends. The
    try is counted before the check; a wrong password counts as a wrong login, and the fifth voids
    the link (V03). Raises InvalidToken, TooManyRequests, InvalidPassword with the tries left,
    TooManyAttempts or Unavailable.
    """
    with counting_wrong_links(act):
        sent = _count(token)
    checked = _check(sent, password, presented, act)
    with write_tx() as tx:
        user = settle_password(tx, checked, refusal=InvalidToken)
        is_own = user.id == sent.user_id and refusal_of(user) is None and user.role != ADMIN
        is_open = is_own and _end_everything(tx, user, token, half, act)
        if is_open:
            outcome = complete_login(tx, user, presented, amr=(PASSWORD,), act=act)
    if not is_open:
        raise InvalidToken  # after the commit, so that the right password is not counted as wrong
    return outcome


def _count(token: str) -> _Try:
    # A read first: forged links must not make others wait for a write.
    found = find_row(_OF_LINK, token_hash=digest(token)) if is_token(token) else None
    if found is None or not settings().recovery_wait_seconds:
        raise InvalidToken
    with write_tx() as tx:
        counted = states.count_try(tx, token, moment_within(tx))
    if counted is None:
        raise InvalidToken
    recovery_id, user_id, tries = counted
    return _Try(recovery_id, user_id, found[0], tries)


def _check(sent: _Try, password: str, presented: BrowserCookies, act: Act) -> CheckedPassword:
    try:
        return check_password(
            sent.email,
            password,
            browser=presented.browser,
            act=act,
            event=Event.PASSWORD_REFUSED,
            refusal=InvalidPassword,
            surface="recovery",
        )
    except (TooManyAttempts, Unavailable):
        with write_tx() as tx:  # nothing was checked
            states.refund_try(tx, sent.recovery_id)
        raise
    except InvalidPassword:
        if sent.tries >= states.MOST_TRIES:
            _void(sent, act)
        raise InvalidPassword(attemptsLeft=states.MOST_TRIES - sent.tries) from None


def _void(sent: _Try, act: Act) -> None:
    with write_tx() as tx:
        user = lock_user(tx, sent.user_id)
        reason = states.WRONG_PASSWORDS
        if user is not None and states.lapse(tx, user, reason, moment_within(tx)):
            record(tx, Event.RECOVERY_LAPSED, subject_id=user.id, act=act, reason=reason)
            notices.tell_lapsed(tx, user, reason, act)


def _end_everything(tx: Session, user: User, token: str, half: HalfAuth | None, act: Act) -> bool:
    """Spend the link of a locked user; end what they had.

    Returns False where the link is not live any more.
    """
    moment = moment_within(tx)
    if not states.finish(tx, user, token, moment):
        return False
    drop_factors(tx, user)
    user.must_enrol_at = user.recovered_at = act.now
    user.probation_until = moment + PROBATION
    if half is not None:
        end_challenge(tx, half)
    end_everything(tx, user, keep=None, now=act.now)
    record(tx, Event.RECOVERY_FINISHED, subject_id=user.id, act=act)
    notices.tell_finished(tx, user, moment + PROBATION, act)
    return True
