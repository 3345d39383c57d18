"""Gathers accounts and second factors for an export; `second_lock` seals it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.audit.events import Event
from app.audit.service import record as note
from app.config.operators import operator_act
from app.core.encryption import SealBroken
from app.core.foreign_hashes import NONE, ForeignHash
from app.db import write_tx
from app.extensions import runtime
from app.factors.models import LIVE, BackupCodeHash, Passkey, TotpSecret
from app.keys.service import BACKUP_CODES, data_key
from app.policy.moving import KeptPolicy, kept_dates, kept_policies
from app.recovery.moving import kept_addresses
from app.transfer.kept import KeptApp, KeptPasskey
from app.transfer.records import OwnCodes, Past, Record
from app.twofactor import totp
from app.twofactor.backup_codes import keyed_for
from app.users.models import User
from app.users.service import list_users

_Row = TypeVar("_Row", TotpSecret, Passkey, BackupCodeHash)
_LIVE_APPS = (
    select(TotpSecret)
    .where(TotpSecret.state == LIVE)
    .order_by(TotpSecret.created_at, TotpSecret.id)
)
_PASSKEYS = select(Passkey).order_by(Passkey.created_at, Passkey.id)
_UNUSED_CODES = select(BackupCodeHash).where(BackupCodeHash.used_at.is_(None))


@dataclass
class Gathered:
    """What goes into an export, and addresses whose secrets no key opens.

    `policies` are those that an operator or an administrator has set.
    """

    records: list[Record] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)
    policies: list[KeptPolicy] = field(default_factory=list)


def gather(*, factors_only: bool, now: datetime) -> Gathered:
    """Return every account; record the export in the history.

    With `factors_only` it returns the accounts with a second factor, without their passwords.
    """
    found = Gathered()
    with write_tx() as tx:
        key, codes = data_key(tx, BACKUP_CODES, now), _by_owner(tx, _UNUSED_CODES)
        apps, passkeys = _by_owner(tx, _LIVE_APPS), _by_owner(tx, _PASSKEYS)
        users = [user for user in list_users() if not factors_only or user.has_two_factor]
        found.policies = [] if factors_only else kept_policies(tx)
        dates = {} if factors_only else kept_dates(tx)
        heard = {} if factors_only else kept_addresses(tx)
        what = "second-factors" if factors_only else "accounts"
        many = len(users)
        note(tx, Event.EXPORTED, subject_id=None, act=operator_act(now), what=what, count=many)
    for line, user in enumerate(users, start=1):
        own = _own_codes(user.id, codes.get(user.id, []), key)
        try:
            record = _record(line, user, own, bare=factors_only)
            record = replace(
                record,
                dates=tuple(dates.get(user.id, ())),
                recovery_address=heard.get(user.id),
            )
            found.records.append(_with_factors(record, user, apps, passkeys))
        except SealBroken:
            found.unreadable.append(user.email)
    return found


def _by_owner(tx: Session, rows: Select[_Row]) -> dict[str, list[_Row]]:
    found: dict[str, list[_Row]] = {}
    for row in tx.scalars(rows):
        found.setdefault(row.user_id, []).append(row)
    return found


def _own_codes(user_id: str, rows: Sequence[BackupCodeHash], key: bytes) -> OwnCodes:
    # All codes of an account were issued, or came in, together.
    owner = keyed_for(rows[0].key_id, user_id) if rows else user_id
    return OwnCodes(user_id=owner, key=key, digests=tuple(row.digest for row in rows))


def _with_factors(
    record: Record,
    user: User,
    apps: dict[str, list[TotpSecret]],
    passkeys: dict[str, list[Passkey]],
) -> Record:
    if not user.has_two_factor:
        return replace(record, own_codes=None)
    return replace(
        record,
        apps=tuple(_app(row) for row in apps.get(user.id, ())),
        passkeys=tuple(_passkey(row) for row in passkeys.get(user.id, ())),
        handle=user.passkey_handle,
    )


def _app(row: TotpSecret) -> KeptApp:
    first, last = row.ahead_from, row.ahead_to
    return KeptApp(
        totp=totp.open_totp(row),
        last_step=row.last_step,
        ahead=None if first is None or last is None else (first, last),
        name=row.name,
        created=row.created_at,
        used=row.last_used_at,
    )


def _passkey(row: Passkey) -> KeptPasskey:
    return KeptPasskey(
        credential_id=row.credential_id,
        public_key=row.public_key,
        rp_id=row.rp_id,
        name=row.name,
        aaguid=row.aaguid,
        transports=tuple(row.transports.split()),
        sign_count=row.sign_count,
        backup_eligible=row.backup_eligible,
        backed_up=row.backed_up,
        uv_initialized=row.uv_initialized,
        needs_password=row.needs_password,
        created=row.created_at,
        used=row.last_used_at,
    )


def _record(line: int, user: User, own: OwnCodes, *, bare: bool) -> Record:
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
        own_codes=own,
        past=Past(
            user_id=user.id,
            created=user.created_at,
            verified=user.email_verified_at,
            disabled=user.disabled_at,
            enabled=user.two_factor_enabled_at,
            signed_in=user.last_sign_in_at,
            must_enrol=user.must_enrol_at,
            recovered=user.recovered_at,
        ),
    )


def _password(user: User) -> ForeignHash | None:
    kept = runtime().passwords.release(user.password_hash)
    if kept is None:
        raise SealBroken("no pepper opens a password hash")
    return None if kept.scheme == NONE else kept
