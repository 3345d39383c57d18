"""Gathers accounts and second factors for an export; `second_lock` seals it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.events import Event
from app.audit.service import record as note
from app.config.operators import operator_act
from app.core.encryption import SealBroken
from app.core.foreign_hashes import NONE, ForeignHash
from app.db import write_tx
from app.extensions import runtime
from app.keys.service import BACKUP_CODES, data_key
from app.policy.service import OVERRIDE
from app.transfer.records import OwnCodes, Past, Record
from app.twofactor import totp
from app.twofactor.backup_codes import keyed_for
from app.twofactor.models import LIVE, BackupCodeHash, TotpSecret
from app.users.models import User
from app.users.service import list_users


@dataclass
class Gathered:
    """What goes into an export, and addresses whose secrets no key opens.

    `policy` is the one that `flask policy set` wrote.
    """

    records: list[Record] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)
    policy: str | None = None


def gather(*, factors_only: bool, now: datetime) -> Gathered:
    """Return every account; record the export in the history.

    With `factors_only` it returns the accounts with a second factor, without their passwords.
    """
    found = Gathered()
    with write_tx() as tx:
        key, secrets, codes = data_key(tx, BACKUP_CODES, now), _secrets(tx), _codes(tx)
        users = [user for user in list_users() if not factors_only or user.has_two_factor]
        found.policy = None if factors_only else tx.scalar(select(OVERRIDE))
        what = "second-factors" if factors_only else "accounts"
        many = len(users)
        note(tx, Event.EXPORTED, subject_id=None, act=operator_act(now), what=what, count=many)
    for line, user in enumerate(users, start=1):
        own = _own_codes(user.id, codes.get(user.id, []), key)
        try:
            secret = secrets.get(user.id) if user.has_two_factor else None
            found.records.append(_record(line, user, secret, own, bare=factors_only))
        except SealBroken:
            found.unreadable.append(user.email)
    return found


def _secrets(tx: Session) -> dict[str, TotpSecret]:
    rows = tx.scalars(select(TotpSecret).where(TotpSecret.state == LIVE))
    return {row.user_id: row for row in rows}


def _codes(tx: Session) -> dict[str, list[BackupCodeHash]]:
    found: dict[str, list[BackupCodeHash]] = {}
    for row in tx.scalars(select(BackupCodeHash).where(BackupCodeHash.used_at.is_(None))):
        found.setdefault(row.user_id, []).append(row)
    return found


def _own_codes(user_id: str, rows: Sequence[BackupCodeHash], key: bytes) -> OwnCodes:
    # All codes of an account were issued, or came in, together.
    owner = keyed_for(rows[0].key_id, user_id) if rows else user_id
    return OwnCodes(user_id=owner, key=key, digests=tuple(row.digest for row in rows))


def _record(
    line: int, user: User, secret: TotpSecret | None, own: OwnCodes, *, bare: bool
) -> Record:
    return Record(
        line=line,
        email=user.email,
        name=user.name,
        locale=user.locale,
        role=user.role,
        groups=user.groups,
        is_verified=user.email_verified_at is not None,
        is_disabled=user.disabled_at is not None,
        password=None if bare else _password(user),
        totp=totp.open_totp(secret) if secret else None,
        last_step=secret.last_step if secret else -1,
        own_codes=own if secret else None,
        past=Past(
            user_id=user.id,
            created=user.created_at,
            verified=user.email_verified_at,
            disabled=user.disabled_at,
            enabled=user.two_factor_enabled_at,
            signed_in=user.last_sign_in_at,
            must_enrol=user.must_enrol_at,
        ),
    )


def _password(user: User) -> ForeignHash | None:
    kept = runtime().passwords.release(user.password_hash)
    if kept is None:
        raise SealBroken("no pepper opens a password hash")
    return None if kept.scheme == NONE else kept
