"""Voids what a restored backup brings back (F15).

Nothing that was spent or ended since the backup may work again.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from app.accounts.models import MailToken
from app.app_tokens.models import AppToken
from app.audit.events import Event
from app.audit.service import record
from app.config.operators import operator_act
from app.db import rows_changed, write_tx
from app.extensions import settings
from app.factors.models import LIVE, PENDING, BackupCodeHash, TotpSecret
from app.introspection.clients import void_secrets
from app.invitations.models import Invitation
from app.mail.models import OutboxMail
from app.passkeys.fence import put_up
from app.recovery.fence import void_open
from app.sessions.models import AuthSession, LoginChallenge, TrustedDevice
from app.users.models import User


@dataclass(frozen=True)
class Fenced:
    """How many of each were made void."""

    accounts: int
    sessions: int
    devices: int
    app_tokens: int
    links: int
    mails: int
    backup_codes: int


def fence(now: datetime) -> Fenced:
    """Void whatever the backup may bring back.

    That is every session, half-finished login, half-finished setup, trusted device, app token,
    mailed link, invitation, waiting mail, unused backup code, passkey challenge, open recovery, the
    secret of every client, and the present codes of every app. The backup cannot tell which of them
    were used after it was made. Passwords, authenticators and passkeys stay.
    """
    with write_tx() as tx:
        done = Fenced(
            accounts=rows_changed(tx, update(User).values(token_version=_higher_than_any(tx, now))),
            sessions=rows_changed(tx, delete(AuthSession)),
            devices=rows_changed(tx, delete(TrustedDevice)),
            app_tokens=rows_changed(tx, delete(AppToken)),
            links=rows_changed(tx, delete(MailToken)),
            mails=rows_changed(tx, delete(OutboxMail)),
            backup_codes=_void_backup_codes(tx, now),
        )
        tx.execute(delete(LoginChallenge))
        tx.execute(delete(Invitation))
        void_secrets(tx)
        put_up(tx, now)
        void_open(tx)
        tx.execute(delete(TotpSecret).where(TotpSecret.state == PENDING))
        _spend_present_steps(tx, now)
        event = Event.RESTORED
        record(tx, event, subject_id=None, act=operator_act(now), **vars(done))
    return done


def _higher_than_any(tx: Session, now: datetime) -> int:
    # token_version may have risen many times since the backup, and a marker that was signed then
    # must not meet its number again. The time in minutes is higher than any count of changes.
    highest = tx.scalar(select(func.max(User.token_version))) or 0
    return max(highest + 1, int(now.timestamp() // 60))


def _void_backup_codes(tx: Session, now: datetime) -> int:
    unused = update(BackupCodeHash).where(BackupCodeHash.used_at.is_(None))
    return rows_changed(tx, unused.values(used_at=now))


def _spend_present_steps(tx: Session, now: datetime) -> None:
    is_live = TotpSecret.state == LIVE
    for period in tx.scalars(select(TotpSecret.period).where(is_live).distinct()).all():
        step = int(now.timestamp()) // period + settings().totp_window
        older = (is_live, TotpSecret.period == period, TotpSecret.last_step < step)
        tx.execute(update(TotpSecret).where(*older).values(last_step=step))
