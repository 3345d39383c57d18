"""What must hold after every fault: read from the database, and asked of the product."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from flask import Flask

from app.accounts.models import MailToken
from app.audit.events import Event
from app.audit.models import AuditEvent
from app.audit.verification import verify
from app.core.encryption import SealBroken
from app.extensions import db
from app.factors.models import LIVE, BackupCodeHash, TotpSecret
from app.sessions.models import AuthSession, LoginChallenge, TrustedDevice
from app.twofactor.totp import open_totp
from app.users.models import User
from tests.rows import rows

CODES = 10


@dataclass
class Ledger:
    """What clients sent and were answered while something broke.

    `accepted` counts the 2xx of each thing that works once; `kept` are questions that must still be
    answered with yes, `closed` those that must be answered with no.
    """

    accepted: Counter[str] = field(default_factory=Counter)
    kept: dict[str, Callable[[], bool]] = field(default_factory=dict)
    closed: dict[str, Callable[[], bool]] = field(default_factory=dict)
    statuses: Counter[int] = field(default_factory=Counter)


def check_invariants(app: Flask, ledger: Ledger | None = None) -> None:
    """Assert INV1 to INV9 on what the database holds and on what clients were told."""
    told = ledger or Ledger()
    assert {thing: times for thing, times in told.accepted.items() if times > 1} == {}, "INV1, INV2"
    users = {each.id: each for each in rows(app, User)}
    _no_session_of_another_version(app, users)
    for user in users.values():
        _second_factor_is_whole(app, user)
    _history_is_whole(app, users)
    lost = [name for name, question in told.kept.items() if not question()]
    assert lost == [], f"INV6 {lost}"
    _guesses_are_bounded(app)
    assert [name for name, question in told.closed.items() if question()] == [], "INV9"
    assert told.statuses[500] == 0, "R88"


def _no_session_of_another_version(app: Flask, users: dict[str, User]) -> None:
    for model in (AuthSession, LoginChallenge, TrustedDevice):
        stale = [
            each.id
            for each in rows(app, model)
            if each.token_version != users[each.user_id].token_version
        ]
        assert stale == [], f"INV3 {model.__name__}"
    orphans = [each for each in rows(app, MailToken) if each.user_id and each.user_id not in users]
    assert orphans == [], "INV7"


def _second_factor_is_whole(app: Flask, user: User) -> None:
    live = [
        each for each in rows(app, TotpSecret) if each.user_id == user.id and each.state == LIVE
    ]
    codes = [each for each in rows(app, BackupCodeHash) if each.user_id == user.id]
    if not user.has_two_factor:
        assert (live, codes) == ([], []), "INV4: it is off, and something is left"
        return
    assert len(live) == 1, "INV4"
    assert live[0].last_step >= 0, "INV4: nothing was proven"
    assert len(codes) == CODES, "INV7: a set of backup codes is whole"
    assert len({each.created_at for each in codes}) == 1, "INV7: of two sets"
    with app.app_context():
        try:
            open_totp(live[0])
        except SealBroken:
            raise AssertionError("INV4: the secret does not open") from None


def _history_is_whole(app: Flask, users: dict[str, User]) -> None:
    with app.app_context():
        assert verify().faults == [], "INV5"
        db.session.rollback()
    events = rows(app, AuditEvent)
    seen = Counter((each.subject_id, each.type) for each in events)
    on = (Event.TWO_FACTOR_ENABLED.value, Event.TWO_FACTOR_REPLACED.value)
    for user in users.values():
        if user.has_two_factor:
            assert any(seen[user.id, kind] for kind in on), "INV5: turned on unseen"
        opened = [each for each in rows(app, AuthSession) if each.user_id == user.id]
        assert len(opened) <= seen[user.id, Event.LOGIN.value], "INV5: a session that nobody opened"
    used = [each for each in rows(app, BackupCodeHash) if each.used_at is not None]
    spent = Counter(each.user_id for each in used)
    if seen[None, Event.RESTORED.value]:
        return  # the fence voids what is left, and says how many in one row
    for user_id, times in spent.items():
        assert times <= seen[user_id, Event.BACKUP_CODE_USED.value], "INV5: a code spent unseen"


def _guesses_are_bounded(app: Flask) -> None:
    """A right code clears the shortest window alone, a new password all of them."""
    short, long = app.extensions["second_lock"].settings.code_limits[:2]
    since_right: dict[str | None, list[float]] = {}
    all_day: dict[str | None, list[float]] = {}
    for each in rows(app, AuditEvent):
        if each.type == Event.LOGIN.value and len(each.detail["methods"]) > 1:
            since_right.pop(each.subject_id, None)
        if each.type == Event.CODE_REFUSED.value:
            for moments, window in ((since_right, short), (all_day, long)):
                at = each.at.timestamp()
                kept = [
                    one for one in moments.get(each.subject_id, []) if one > at - window.seconds
                ]
                moments[each.subject_id] = [*kept, at]
                assert len(moments[each.subject_id]) <= window.limit, "INV8"
